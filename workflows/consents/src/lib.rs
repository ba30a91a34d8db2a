//! Purposes, policies, consent and whom not to contact.
//!
//! Handlers are in files named for the verb. What a withdrawal takes the ground from is in [`ground`], what a
//! receipt says in [`receipt`].

mod consents;
mod do_not_contact;
mod ground;
mod policies;
mod purposes;
mod receipt;

kit::routes! {
    [purposes::list, purposes::declare],
    [purposes::find],
    [policies::list, policies::publish],
    [consents::current, consents::record],
    [consents::history],
    [consents::withdraw],
    [consents::receipt],
    [do_not_contact::add],
    [do_not_contact::check],
    [do_not_contact::remove],
}

kit::serve!(router);
