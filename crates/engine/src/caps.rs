//! Bounds on a component's structure, checked in one pass over its bytes before anything is
//! validated or compiled.

use wasmparser::{
    ComponentInstance, ComponentType, ComponentTypeDeclaration, ComponentTypeRef, CoreType,
    ElementItems, Encoding, Instance, InstanceTypeDeclaration, ModuleTypeDeclaration, Parser,
    Payload,
};

use crate::border::Border;
use crate::settings::Caps;
use crate::{CompileError, text};

/// Bytes of a message of a parser or compiler that are shown.
const MESSAGE_BYTES: usize = 1 << 10;

/// The start of every WebAssembly file.
const WASM: &[u8] = b"\0asm";
/// The start of a file that holds machine code, as a compiler of another host leaves it.
const ELF: &[u8] = b"\x7fELF";
/// How a type begins that stands in a component's or an instance's type, and is one itself.
const NESTED_TYPES: [[u8; 2]; 2] = [[0x01, 0x41], [0x01, 0x42]];

/// Counts what a component is made of and gives the names at its border.
pub(crate) fn check(caps: &Caps, component: &[u8]) -> Result<Border, CompileError> {
    check_kind(component)?;
    if component.len() > caps.bytes {
        return Err(over("bytes", caps.bytes));
    }
    let mut count = Count::new(caps);
    for payload in Parser::new(0).parse_all(component) {
        count.payload(component, payload.map_err(malformed)?)?;
    }
    Ok(count.border)
}

fn check_kind(component: &[u8]) -> Result<(), CompileError> {
    let refuse = |text: &str| Err(CompileError::Malformed(text.into()));
    if component.starts_with(ELF) {
        return refuse("this is precompiled machine code: upload the component it was made from");
    }
    if component.starts_with(WASM) {
        return Ok(());
    }
    if component.trim_ascii_start().starts_with(b"(") {
        return refuse(
            "this is WebAssembly text: upload the binary that `wat2wasm` or a compiler makes",
        );
    }
    refuse("this is not a WebAssembly component")
}

/// What has been seen so far, over all nested modules and components.
struct Count<'a> {
    caps: &'a Caps,
    border: Border,
    depth: usize,
    functions: usize,
    types: usize,
    imports: usize,
    exports: usize,
    globals: usize,
    segments: usize,
    elements: usize,
    tables: usize,
    memories: usize,
    modules: usize,
    components: usize,
    instances: usize,
    links: usize,
    /// The modules and components that are being read, the innermost last.
    open: Vec<Open>,
    /// The most instances that one component read so far is made of, those within it included.
    most_instances: usize,
}

/// A module or component of which the end has not been read yet, and how many instances it makes with those within it.
struct Open {
    is_component: bool,
    instances: usize,
}

/// Adds to a count, and refuses the component when it is over the bound of the same name.
macro_rules! add {
    ($count:expr, $what:ident, $more:expr) => {{
        $count.$what = $count
            .$what
            .saturating_add(usize::try_from($more).unwrap_or(usize::MAX));
        if $count.$what > $count.caps.$what {
            return Err(over(stringify!($what), $count.caps.$what));
        }
    }};
}

impl<'a> Count<'a> {
    fn new(caps: &'a Caps) -> Self {
        Self {
            caps,
            border: Border::default(),
            depth: 0,
            functions: 0,
            types: 0,
            imports: 0,
            exports: 0,
            globals: 0,
            segments: 0,
            elements: 0,
            tables: 0,
            memories: 0,
            modules: 0,
            components: 0,
            instances: 0,
            links: 0,
            open: Vec::new(),
            most_instances: 1,
        }
    }

    fn payload(&mut self, whole: &[u8], payload: Payload<'_>) -> Result<(), CompileError> {
        match payload {
            Payload::Version { encoding, .. } => {
                self.depth += 1;
                self.nesting(self.depth)?;
                let is_component = encoding == Encoding::Component;
                self.open.push(Open {
                    is_component,
                    instances: 1,
                });
                match encoding {
                    Encoding::Module => add!(self, modules, 1usize),
                    Encoding::Component => add!(self, components, 1usize),
                }
            }
            Payload::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                let ended = self.open.pop().filter(|ended| ended.is_component);
                self.most_instances = self.most_instances.max(ended.map_or(0, |it| it.instances));
            }
            Payload::TypeSection(section) => {
                for group in section {
                    add!(self, types, group.map_err(malformed)?.types().len());
                }
            }
            Payload::ImportSection(section) => add!(self, imports, section.count()),
            Payload::FunctionSection(section) => add!(self, functions, section.count()),
            Payload::TableSection(section) => add!(self, tables, section.count()),
            Payload::MemorySection(section) => add!(self, memories, section.count()),
            Payload::TagSection(section) => add!(self, globals, section.count()),
            Payload::GlobalSection(section) => add!(self, globals, section.count()),
            Payload::ExportSection(section) => add!(self, exports, section.count()),
            Payload::DataSection(section) => add!(self, segments, section.count()),
            Payload::ElementSection(section) => {
                add!(self, segments, section.count());
                for element in section {
                    match element.map_err(malformed)?.items {
                        ElementItems::Functions(items) => add!(self, elements, items.count()),
                        ElementItems::Expressions(_, items) => add!(self, elements, items.count()),
                    }
                }
            }
            Payload::CodeSectionEntry(body) => self.body(&body)?,
            other => self.component_payload(whole, other)?,
        }
        Ok(())
    }

    fn component_payload(
        &mut self,
        whole: &[u8],
        payload: Payload<'_>,
    ) -> Result<(), CompileError> {
        match payload {
            Payload::InstanceSection(section) => {
                for instance in section {
                    add!(self, instances, 1usize);
                    match instance.map_err(malformed)? {
                        Instance::Instantiate { args, .. } => add!(self, links, args.len()),
                        Instance::FromExports(exports) => add!(self, links, exports.len()),
                    }
                }
            }
            Payload::ComponentInstanceSection(section) => {
                for instance in section {
                    add!(self, instances, 1usize);
                    match instance.map_err(malformed)? {
                        ComponentInstance::Instantiate { args, .. } => {
                            self.instantiates()?;
                            add!(self, links, args.len());
                        }
                        ComponentInstance::FromExports(exports) => {
                            add!(self, links, exports.len());
                        }
                    }
                }
            }
            Payload::CoreTypeSection(section) => {
                for ty in section {
                    self.core_type(&ty.map_err(malformed)?)?;
                }
            }
            Payload::ComponentTypeSection(section) => {
                self.nesting_at_most(whole.get(section.range()).unwrap_or_default())?;
                for ty in section {
                    self.component_type(&ty.map_err(malformed)?, 1)?;
                }
            }
            Payload::ComponentAliasSection(section) => add!(self, links, section.count()),
            Payload::ComponentCanonicalSection(section) => add!(self, links, section.count()),
            Payload::ComponentImportSection(section) => {
                add!(self, imports, section.count());
                for import in section {
                    let import = import.map_err(malformed)?;
                    if self.depth > 1 && matches!(import.ty, ComponentTypeRef::Component(_)) {
                        return Err(malformed("a component imports a component"));
                    }
                    if self.depth == 1 {
                        self.border.imports.push(import.name.name.to_owned());
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                add!(self, exports, section.count());
                for export in section {
                    let export = export.map_err(malformed)?;
                    if self.depth == 1 {
                        self.border.exports.push(export.name.name.to_owned());
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Counts what comes to be when the open component makes an instance of another. wasmtime compiles each instance
    /// anew, and thirty components of which each makes two of the one before are a billion. Which component it is would
    /// take validation to tell: it is one that was read before, for none takes components as arguments.
    fn instantiates(&mut self) -> Result<(), CompileError> {
        let Some(open) = self.open.last_mut() else {
            return Ok(());
        };
        open.instances = open.instances.saturating_add(self.most_instances);
        if open.instances > self.caps.nested_instances {
            let what = "instances of components within components";
            return Err(over(what, self.caps.nested_instances));
        }
        Ok(())
    }

    fn body(&self, body: &wasmparser::FunctionBody<'_>) -> Result<(), CompileError> {
        if body.range().len() > self.caps.body_bytes {
            return Err(over("bytes of a function", self.caps.body_bytes));
        }
        let mut locals = 0u64;
        for group in body.get_locals_reader().map_err(malformed)? {
            locals += u64::from(group.map_err(malformed)?.0);
        }
        if locals > self.caps.locals as u64 {
            return Err(over("locals of a function", self.caps.locals));
        }
        Ok(())
    }

    fn core_type(&mut self, ty: &CoreType<'_>) -> Result<(), CompileError> {
        match ty {
            CoreType::Rec(group) => add!(self, types, group.types().len()),
            CoreType::Module(declarations) => {
                add!(self, types, declarations.len().saturating_add(1));
                for declaration in declarations {
                    if let ModuleTypeDeclaration::Type(group) = declaration {
                        add!(self, types, group.types().len());
                    }
                }
            }
        }
        Ok(())
    }

    fn component_type(&mut self, ty: &ComponentType<'_>, depth: usize) -> Result<(), CompileError> {
        self.nesting(depth)?;
        add!(self, types, 1usize);
        match ty {
            ComponentType::Component(declarations) => {
                for declaration in declarations {
                    match declaration {
                        ComponentTypeDeclaration::CoreType(ty) => self.core_type(ty)?,
                        ComponentTypeDeclaration::Type(ty) => self.component_type(ty, depth + 1)?,
                        _ => add!(self, types, 1usize),
                    }
                }
            }
            ComponentType::Instance(declarations) => {
                for declaration in declarations {
                    match declaration {
                        InstanceTypeDeclaration::CoreType(ty) => self.core_type(ty)?,
                        InstanceTypeDeclaration::Type(ty) => self.component_type(ty, depth + 1)?,
                        _ => add!(self, types, 1usize),
                    }
                }
            }
            ComponentType::Defined(_) | ComponentType::Func(_) | ComponentType::Resource { .. } => {
            }
        }
        Ok(())
    }

    fn nesting(&self, depth: usize) -> Result<(), CompileError> {
        if depth > self.caps.nesting {
            return Err(over("levels of nesting", self.caps.nesting));
        }
        Ok(())
    }

    /// Bounds the nesting of types *before* they are parsed: the parser calls itself for each
    /// level, and 700,000 of them fit into an upload. Every level but the first begins with one
    /// of two pairs of bytes, so there are at most as many levels as pairs. Names may hold a pair
    /// by chance, which is why the bound here is four times that of the levels.
    fn nesting_at_most(&self, section: &[u8]) -> Result<(), CompileError> {
        let pairs = section
            .windows(2)
            .filter(|pair| NESTED_TYPES.iter().any(|nested| nested == pair))
            .count();
        if pairs > self.caps.nesting.saturating_mul(4) {
            return Err(over("levels of nesting", self.caps.nesting));
        }
        Ok(())
    }
}

fn over(what: &str, bound: usize) -> CompileError {
    CompileError::TooLarge(format!("more than {bound} {what}"))
}

/// What a parser, validator or compiler says, fit to be shown.
pub(crate) fn malformed(error: impl std::fmt::Display) -> CompileError {
    CompileError::Malformed(text::escape(&error.to_string(), MESSAGE_BYTES))
}
