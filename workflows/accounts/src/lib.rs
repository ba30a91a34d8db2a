//! Accounts of people: how they are made, how somebody signs in, and what one can do about the own account.
//!
//! Handlers are in files named for the verb. Who somebody is is proved in [`proof`], how often may be guessed in
//! [`guessing`], and which passwords are taken in [`password`].

mod account;
mod accounts;
mod activate;
mod groups;
mod guessing;
mod password;
mod policy;
mod profile;
mod proof;
mod session;
mod sign_in;
mod sign_out;
mod step_up;

kit::routes! {
    [accounts::list, accounts::create],
    [accounts::find],
    [accounts::role],
    [accounts::enabled],
    [accounts::membership],
    [groups::list],
    [accounts::renew],
    [activate],
    [sign_in],
    [sign_out],
    [step_up],
    [profile::find, profile::replace],
    [profile::password],
    [profile::enrol, profile::remove],
    [profile::confirm],
    [profile::recovery_codes],
    [policy::find, policy::replace],
}

kit::serve!(router);
