//! Bindings to the platform packages, generated from the workspace's `wit`.

wasmtime::component::bindgen!({
    inline: "
        package lethe:host;
        world platform {
            import lethe:vault/vault@0.1.0;
            import lethe:vault/passwords@0.1.0;
            import lethe:engine/plugins@0.1.0;
            import lethe:compiler/compiler@0.1.0;
        }
    ",
    world: "lethe:host/platform",
    path: ["../wit/vault", "../wit/engine", "../wit/compiler"],
    imports: { default: async | trappable },
    with: { "lethe:engine/plugins.file": super::exports::Handle },
});
