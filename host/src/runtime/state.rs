//! What Spin's and the platform's interfaces keep for an instance.

use instance::State;

use crate::{manifest::Component, platform, spin};

/// What Spin's interfaces and the platform's keep for an instance.
pub type Supplied = (spin::State, platform::State);

/// Makes it for a fresh instance.
pub type Supply = Box<dyn Fn() -> Supplied + Send + Sync>;

/// Grants components what their manifest asks for.
pub trait Supplier: Send + Sync {
    /// Called once for each component, when it is loaded.
    ///
    /// # Errors
    /// What cannot be granted, in a sentence.
    fn supply(&self, component: &Component) -> Result<Supply, String>;
}

#[expect(
    clippy::expect_used,
    reason = "`worker` is the only one that makes states"
)]
fn supplied(state: &mut State) -> &mut Supplied {
    state.supplied().expect("every state has it")
}

/// Where Spin's interfaces find their state.
pub(super) fn spin(state: &mut State) -> &mut spin::State {
    &mut supplied(state).0
}

/// Where the platform's interfaces find theirs.
pub(super) fn platform(state: &mut State) -> &mut platform::State {
    &mut supplied(state).1
}
