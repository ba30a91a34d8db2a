//! Every limit as data, each with its reason. Nothing else in the crate holds a number of its own.

use std::time::Duration;

/// What a tenant's plugins are held to. Mirrors `size` of `lethe:engine` and `lethe:compiler`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// The limits as they are.
    #[default]
    Usual,
    /// So many times the fuel and the time as [`Settings::large`] says.
    Large,
}

/// What a run may use and what it may be given.
///
/// Fuel decides first, because it is the same in every runtime; the deadline stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Units of fuel a call, instantiation included. 50 million are about 15 ms of straight machine
    /// code or 70 ms of an empty loop: some 20 times what masking 8,000 values takes.
    pub fuel: u64,
    /// Processor time a call; on an idle machine that is wall time. Only code that fuel does not
    /// stop in time comes near it.
    pub deadline: Duration,
    /// Wall time a call, on a machine so busy that the plugin does not get its `deadline` of
    /// processor time. Coming up against it is not the plugin's fault.
    pub patience: Duration,
    /// How often the epoch advances: the precision of `deadline`.
    pub tick: Duration,
    /// Fuel and time of the large size, as a multiple: the same rule takes 15 times the fuel in JavaScript, which runs
    /// in an interpreter within the plugin. Memory is the same, so that a run is stopped as soon as any other.
    pub large: u32,
    /// Bytes of all linear memories and tables together. Bulk operations look at the epoch only
    /// once, so memory bounds how late a run can be stopped: 28 ms at 16 MiB.
    pub memory_bytes: usize,
    /// Elements of all tables together; a table is how a plugin calls functions by pointer.
    pub table_elements: usize,
    /// Core instances of a component. Componentizing a module makes three or four.
    pub instances: usize,
    /// Tables of a component.
    pub tables: usize,
    /// Linear memories of a component.
    pub memories: usize,
    /// Resource handles a component may hold (CVE-2026-119134: the default is 100,000).
    pub handles: usize,
    /// Bytes that lifting a call's result may allocate in this process. Strings that all point at
    /// one buffer would otherwise make 1,000 MiB out of 1 MiB.
    pub hostcall_bytes: usize,
    /// Native stack that WebAssembly may use.
    pub stack_bytes: usize,
    /// Rows of an input table.
    pub rows: usize,
    /// Columns of an input table.
    pub columns: usize,
    /// Cells of an input table. An identity plugin must stay under `hostcall_bytes`, which counts
    /// 24 bytes for each cell of text.
    pub cells: usize,
    /// Bytes of the values and names of an input table.
    pub input_bytes: usize,
    /// Bytes of the parameters in a context.
    pub parameters_bytes: usize,
    /// Bytes of an error message of the plugin's own that are kept.
    pub message_bytes: usize,
    /// What a description may hold.
    pub description: DescriptionLimits,
    /// The structure a component may have.
    pub caps: Caps,
}

/// What a plugin may say of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescriptionLimits {
    /// Bytes of the name, which rules refer to.
    pub name_bytes: usize,
    /// Characters of the summary, which whoever approves the plugin reads.
    pub summary_chars: usize,
    /// Field selectors.
    pub selectors: usize,
    /// Bytes of the name in a selector.
    pub selector_name_bytes: usize,
    /// Bytes of the JSON Schema of the parameters.
    pub parameters_bytes: usize,
}

/// The structure a component may have, checked before anything is compiled.
///
/// Wasmtime regards a denial of service while compiling as no vulnerability: a module of 1.5 MB
/// took 196 seconds and 1.1 GB without these. Counts are over the whole component, whatever is
/// nested in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caps {
    /// Bytes of the component; a Rust plugin has 20 to 300 KiB.
    pub bytes: usize,
    /// Functions with a body: 100,000 empty ones compile for 8 s.
    pub functions: usize,
    /// Bytes of a function's body: compile time grows faster than length.
    pub body_bytes: usize,
    /// Locals of a function: register allocation is superlinear in them.
    pub locals: usize,
    /// Types, core and component, those within other types included.
    pub types: usize,
    /// Imports of core modules and components.
    pub imports: usize,
    /// Exports of core modules and components.
    pub exports: usize,
    /// Globals.
    pub globals: usize,
    /// Data and element segments.
    pub segments: usize,
    /// Elements in element segments and memories' and tables' definitions.
    pub elements: usize,
    /// Tables.
    pub tables: usize,
    /// Linear memories.
    pub memories: usize,
    /// Core modules.
    pub modules: usize,
    /// Components, the outermost included.
    pub components: usize,
    /// Core and component instances.
    pub instances: usize,
    /// Instances that a component makes of components, with those that they make in turn.
    pub nested_instances: usize,
    /// Aliases, canonical functions and instantiation arguments.
    pub links: usize,
    /// How deep components, modules and component types are nested.
    pub nesting: usize,
}

impl Settings {
    /// The settings of a size.
    #[must_use]
    pub fn sized(&self, size: Size) -> Self {
        match size {
            Size::Usual => self.clone(),
            Size::Large => Self {
                fuel: self.fuel.saturating_mul(self.large.into()),
                deadline: self.deadline.saturating_mul(self.large),
                patience: self.patience.saturating_mul(self.large),
                ..self.clone()
            },
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            fuel: 50_000_000,
            deadline: Duration::from_millis(200),
            patience: Duration::from_secs(2),
            tick: Duration::from_millis(5),
            large: 10,
            memory_bytes: 16 << 20,
            table_elements: 20_000,
            instances: 32,
            tables: 8,
            memories: 4,
            handles: 1_000,
            hostcall_bytes: 1 << 20,
            stack_bytes: 256 << 10,
            rows: 1_000,
            columns: 256,
            cells: 16_384,
            input_bytes: 256 << 10,
            parameters_bytes: 16 << 10,
            message_bytes: 1 << 10,
            description: DescriptionLimits::default(),
            caps: Caps::default(),
        }
    }
}

impl Default for DescriptionLimits {
    fn default() -> Self {
        Self {
            name_bytes: 64,
            summary_chars: 280,
            selectors: 100,
            selector_name_bytes: 128,
            parameters_bytes: 16 << 10,
        }
    }
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            bytes: 2 << 20,
            functions: 20_000,
            body_bytes: 64 << 10,
            locals: 1_000,
            types: 1_000,
            imports: 1_000,
            exports: 1_000,
            globals: 1_000,
            segments: 1_000,
            elements: 20_000,
            tables: 8,
            memories: 4,
            modules: 16,
            components: 32,
            instances: 64,
            nested_instances: 1_000,
            links: 2_000,
            nesting: 32,
        }
    }
}
