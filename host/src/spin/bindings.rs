//! Bindings to Spin's interfaces, generated from `host/wit`.

wasmtime::component::bindgen!({
    world: "lethe:host/spin",
    path: "wit",
    imports: { default: async | trappable },
    with: {
        "spin:postgres/postgres.connection": crate::spin::postgres::Connection,
        "spin:postgres/postgres.connection-builder": crate::spin::postgres::Builder,
        "spin:sqlite/sqlite.connection": crate::spin::Connection,
        "fermyon:spin/sqlite.connection": crate::spin::Connection,
    },
});
