//! Spin's variables. Version 2.0.0 is the one that Spin 3 and Spin 4 both offer, and synchronous.
#![expect(
    clippy::same_length_and_capacity,
    reason = "generated, as the canonical ABI wants it"
)]

wit_bindgen::generate!({
    inline: "
        package fermyon:spin@2.0.0;

        interface variables {
            get: func(name: string) -> result<string, error>;

            variant error {
                invalid-name(string),
                undefined(string),
                provider(string),
                other(string),
            }
        }

        world keys {
            import variables;
        }
    ",
});
