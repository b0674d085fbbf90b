//! Gives a host the chance to end a call of a WebAssembly module.
//!
//! A runtime can do that itself: wazero then asks at every turn of every loop, for which it leaves the machine code, and
//! calls take three times as long. Here every loop counts instead, and asks the host once in a while: an import
//! `kuma-gapi` `tick`, which returns, or ends the call.

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, GlobalSection, GlobalType, ImportSection,
    Instruction, Module, SectionId, TypeSection, ValType,
};
use wasmparser::{FunctionBody, GlobalSectionReader, Parser, TypeSectionReader};

/// The module of the import.
pub const HOST: &str = "kuma-gapi";
/// The function that is imported from it.
pub const TICK: &str = "tick";

/// How many turns of loops there are between two questions: about a millisecond's. One less than a power of two.
const TURNS: i32 = 0xffff;

/// The module with an import that all of its loops call once in a while.
///
/// # Errors
/// Text that is no module, and a module that imports something already or has no globals.
pub fn interruptible(wasm: &[u8]) -> Result<Vec<u8>, Error<Unsuitable>> {
    let mut ticking = Ticking::default();
    let mut module = Module::new();
    ticking.parse_core_module(&mut module, Parser::new(0), wasm)?;
    if ticking.counter.is_none() || !ticking.imports {
        return Err(Error::UserError(Unsuitable::WithoutGlobals));
    }
    Ok(module.finish())
}

/// Why a module cannot be made so.
#[derive(Debug, PartialEq, Eq)]
pub enum Unsuitable {
    /// It imports something already.
    Imports,
    /// It has no functions or no globals, so that no section is there to add to.
    WithoutGlobals,
}

impl std::fmt::Display for Unsuitable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Unsuitable::Imports => "the module imports something already",
            Unsuitable::WithoutGlobals => "the module has no functions or no globals",
        })
    }
}

impl std::error::Error for Unsuitable {}

#[derive(Default)]
struct Ticking {
    /// The type of a function without parameters and results, behind those of the module.
    signature: Option<u32>,
    /// The global that counts, behind those of the module.
    counter: Option<u32>,
    /// Whether the import is there.
    imports: bool,
}

impl Reencode for Ticking {
    type Error = Unsuitable;

    /// The import is the first function.
    fn function_index(&mut self, function: u32) -> Result<u32, Error<Unsuitable>> {
        Ok(function + 1)
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), Error<Unsuitable>> {
        wasm_encoder::reencode::utils::parse_type_section(self, types, section)?;
        self.signature = Some(types.len());
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        _imports: &mut ImportSection,
        _section: wasmparser::ImportSectionReader<'_>,
    ) -> Result<(), Error<Unsuitable>> {
        Err(Error::UserError(Unsuitable::Imports))
    }

    fn intersperse_section_hook(
        &mut self,
        module: &mut Module,
        _after: Option<SectionId>,
        before: Option<SectionId>,
    ) -> Result<(), Error<Unsuitable>> {
        if let (Some(SectionId::Function), Some(signature)) = (before, self.signature) {
            let mut imports = ImportSection::new();
            imports.import(HOST, TICK, EntityType::Function(signature));
            module.section(&imports);
            self.imports = true;
        }
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<(), Error<Unsuitable>> {
        wasm_encoder::reencode::utils::parse_global_section(self, globals, section)?;
        self.counter = Some(globals.len());
        let counter = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(counter, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Unsuitable>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let instruction = self.parse_instruction(&mut operators)?;
            function.instruction(&instruction);
            if let (Instruction::Loop(_), Some(counter)) = (&instruction, self.counter) {
                for instruction in counting(counter) {
                    function.instruction(&instruction);
                }
            }
        }
        code.function(&function);
        Ok(())
    }
}

/// Counts a turn, and asks the host when enough were counted.
fn counting(counter: u32) -> [Instruction<'static>; 11] {
    [
        Instruction::GlobalGet(counter),
        Instruction::I32Const(1),
        Instruction::I32Add,
        Instruction::GlobalSet(counter),
        Instruction::GlobalGet(counter),
        Instruction::I32Const(TURNS),
        Instruction::I32And,
        Instruction::I32Eqz,
        Instruction::If(BlockType::Empty),
        Instruction::Call(0),
        Instruction::End,
    ]
}

#[cfg(test)]
mod tests {
    use wasmparser::{Operator, Parser, Payload, Validator};

    use super::{Unsuitable, interruptible};

    const LOOPS: &str = r#"
        (module
          (memory (export "memory") 1)
          (table 1 funcref)
          (global $stack (mut i32) (i32.const 8))
          (elem (i32.const 0) $plain)
          (func $plain (export "plain") (result i32) global.get $stack)
          (func (export "loops") (param i32)
            (loop $outer
              (loop $inner (br_if $inner (call $plain)))
              (br_if $outer (local.get 0)))))
    "#;

    fn made(text: &str) -> Vec<u8> {
        interruptible(&wat::parse_str(text).unwrap()).unwrap()
    }

    /// The imports, and how many loops and calls of the first function there are.
    fn counted(wasm: &[u8]) -> (Vec<String>, usize, usize) {
        let (mut imports, mut loops, mut calls) = (Vec::new(), 0, 0);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import.unwrap();
                        imports.push(format!("{}.{}", import.module, import.name));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader().unwrap() {
                        match operator.unwrap() {
                            Operator::Loop { .. } => loops += 1,
                            Operator::Call { function_index: 0 } => calls += 1,
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        (imports, loops, calls)
    }

    #[test]
    fn every_loop_asks() {
        let wasm = made(LOOPS);
        Validator::new().validate_all(&wasm).unwrap();
        assert_eq!(counted(&wasm), (vec!["kuma-gapi.tick".to_owned()], 2, 2));
    }

    #[test]
    fn functions_are_found_behind_the_import() {
        let wasm = made(LOOPS);
        let mut exported = Vec::new();
        for payload in Parser::new(0).parse_all(&wasm) {
            if let Payload::ExportSection(section) = payload.unwrap() {
                for export in section {
                    let export = export.unwrap();
                    exported.push((export.name, export.index));
                }
            }
        }
        assert_eq!(exported, [("memory", 0), ("plain", 1), ("loops", 2)]);
    }

    #[test]
    fn other_modules_are_refused() {
        for (text, why) in [
            ("(module (import \"a\" \"b\" (func)))", Unsuitable::Imports),
            ("(module (func))", Unsuitable::WithoutGlobals),
            ("(module)", Unsuitable::WithoutGlobals),
        ] {
            let refused = interruptible(&wat::parse_str(text).unwrap()).unwrap_err();
            assert!(
                refused.to_string().contains(&why.to_string()),
                "{text}: {refused}"
            );
        }
        assert!(interruptible(b"wasm").is_err());
    }
}
