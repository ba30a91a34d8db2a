//! The module `spectest`, which scripts import.

use wasmtime::{
    Engine, Global, GlobalType, Linker, Memory, MemoryType, Mutability, Ref, RefType, Store, Table,
    TableType, Val, ValType,
};

/// A linker with it; what it prints goes nowhere.
pub(super) fn linker(engine: &Engine, store: &mut Store<()>) -> wasmtime::Result<Linker<()>> {
    let mut linker = Linker::new(engine);
    linker.allow_shadowing(true);
    linker.func_wrap("spectest", "print", || {})?;
    linker.func_wrap("spectest", "print_i32", |_: i32| {})?;
    linker.func_wrap("spectest", "print_i64", |_: i64| {})?;
    linker.func_wrap("spectest", "print_f32", |_: f32| {})?;
    linker.func_wrap("spectest", "print_f64", |_: f64| {})?;
    linker.func_wrap("spectest", "print_i32_f32", |_: i32, _: f32| {})?;
    linker.func_wrap("spectest", "print_f64_f64", |_: f64, _: f64| {})?;
    for (name, value) in [
        ("global_i32", Val::I32(666)),
        ("global_i64", Val::I64(666)),
        ("global_f32", Val::F32(0x4426_a666)),
        ("global_f64", Val::F64(0x4084_d4cc_cccc_cccd)),
    ] {
        let kind = match value {
            Val::I32(_) => ValType::I32,
            Val::I64(_) => ValType::I64,
            Val::F32(_) => ValType::F32,
            _ => ValType::F64,
        };
        let global = Global::new(&mut *store, GlobalType::new(kind, Mutability::Const), value)?;
        linker.define(&mut *store, "spectest", name, global)?;
    }
    let kind = TableType::new(RefType::FUNCREF, 10, Some(20));
    let table = Table::new(&mut *store, kind, Ref::Func(None))?;
    linker.define(&mut *store, "spectest", "table", table)?;
    let memory = Memory::new(&mut *store, MemoryType::new(1, Some(2)))?;
    linker.define(&mut *store, "spectest", "memory", memory)?;
    Ok(linker)
}
