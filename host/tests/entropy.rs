//! Where the host's nonces and keys come from.

use host::platform::SystemEntropy;
use vault::Entropy as _;

/// A generator in this process would be part of a forked process, a snapshot or a cloned machine, and give the same
/// bytes there once more. This one has no room for a state: each call asks the operating system.
#[test]
fn the_generator_has_no_state_that_an_image_of_the_process_could_repeat() {
    assert_eq!(size_of::<SystemEntropy>(), 0);
    let image = SystemEntropy;
    let mut drawn = [[0; 12]; 2];
    for (mut generator, bytes) in [SystemEntropy, image].into_iter().zip(&mut drawn) {
        generator.fill(bytes).unwrap();
    }
    assert_ne!(drawn[0], drawn[1]);
}
