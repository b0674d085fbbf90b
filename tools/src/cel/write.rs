//! An expression to the compact form: operator first, one or two characters each.

use std::fmt::Write as _;

use crate::Failure;

use super::ast::{Expression, Operator};
use super::functions::{FORMATS, FUNCTIONS, OPTIONAL, Style};
use super::names::unescape;
use super::scope::{Schema, compares, conversion, element, entry, field, is_map};
use super::{Compiled, Rule};

/// The most variables that are seen at one place: they are written with one digit.
const MAX_VARIABLES: usize = 10;

/// The most characters of a compact form: places in it are held in 16 bits.
const MAX_LENGTH: usize = 60_000;

/// Writes an expression.
pub(super) fn write(expression: &Expression, rule: Rule<'_>) -> Result<Compiled, Failure> {
    let mut writer = Writer {
        rule,
        uses_old_self: false,
        variables: Vec::new(),
    };
    let (tree, _) = writer.expression(expression)?;
    if tree.len() > MAX_LENGTH {
        return Err("it is too long".into());
    }
    Ok(Compiled {
        tree,
        uses_old_self: writer.uses_old_self,
    })
}

struct Writer<'r> {
    rule: Rule<'r>,
    uses_old_self: bool,
    /// The variables of macros, the innermost last.
    variables: Vec<(String, Schema<'r>)>,
}

/// What was written, and the schema of its value.
type Written<'r> = Result<(String, Schema<'r>), Failure>;

impl<'r> Writer<'r> {
    /// The text alone.
    fn text(&mut self, expression: &Expression) -> Result<String, Failure> {
        self.expression(expression).map(|(text, _)| text)
    }

    fn expression(&mut self, expression: &Expression) -> Written<'r> {
        let text = match expression {
            Expression::Null => "n".to_owned(),
            Expression::Bool(true) => "t".to_owned(),
            Expression::Bool(false) => "f".to_owned(),
            Expression::Int(value @ 0..=9) => value.to_string(),
            Expression::Int(value) => format!("i{value};"),
            Expression::Double(value) => format!("d{:x};", value.to_bits()),
            Expression::Text(text) => quoted(text),
            Expression::Name(name) => return self.name(name),
            Expression::List(entries) => {
                let mut text = "[".to_owned();
                for entry in entries {
                    text += &self.text(entry)?;
                }
                text + "]"
            }
            Expression::Select {
                of,
                field: name,
                optional,
            } => {
                let written = name;
                let (of, schema, name) = self.selected(of, name)?;
                let schema = field(schema, &name);
                let text = match optional {
                    true => format!(":{name};{of}"),
                    // A fault names the field as the rule does.
                    false if name != *written => format!(",{name};{written};{of}"),
                    false => format!(".{name};{of}"),
                };
                return read(text, schema, *optional);
            }
            Expression::Index {
                of,
                index,
                optional,
            } => {
                let (of, schema) = self.expression(of)?;
                let index = self.text(index)?;
                let mark = if *optional { '$' } else { '@' };
                return read(format!("{mark}{of}{index}"), entry(schema), *optional);
            }
            Expression::Not(of) => format!("!{}", self.text(of)?),
            Expression::Negate(of) => format!("_{}", self.text(of)?),
            Expression::Binary(operator, left, right) => {
                let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
                let (left_text, left_schema) = match is_equality {
                    true => self.compared(left, right)?,
                    false => self.expression(left)?,
                };
                let (right, right_schema) = match is_equality {
                    true => self.compared(right, left)?,
                    false => self.expression(right)?,
                };
                let left = left_text;
                match operator {
                    Operator::Equal | Operator::NotEqual => {
                        compares(left_schema)?;
                        compares(right_schema)?;
                    }
                    Operator::In => compares(element(right_schema))?,
                    _ => {}
                }
                format!("{}{left}{right}", mark(*operator))
            }
            Expression::Conditional(parts) => {
                let [condition, then, otherwise] = parts.as_ref();
                let condition = self.text(condition)?;
                let (then, schema) = self.expression(then)?;
                let otherwise = self.text(otherwise)?;
                return Ok((format!("?{condition}{then}{otherwise}"), schema));
            }
            Expression::Call {
                target,
                name,
                arguments,
            } => return self.call(target.as_deref(), name, arguments),
        };
        Ok((text, None))
    }

    /// The operand of a selection, its schema, and the field's name as JSON has it.
    fn selected(
        &mut self,
        of: &Expression,
        name: &str,
    ) -> Result<(String, Schema<'r>, String), Failure> {
        let (of, schema) = self.expression(of)?;
        let name = if is_map(schema) {
            name.to_owned()
        } else {
            unescape(name)
        };
        if name.contains([';', '"', '\\']) || name.contains(char::is_control) {
            return Err(format!("a field of the name `{name}` is not supported").into());
        }
        Ok((of, schema, name))
    }

    fn name(&mut self, name: &str) -> Written<'r> {
        let variables = self.variables.iter().rev();
        if let Some((depth, (_, schema))) =
            variables.enumerate().find(|(_, (found, _))| found == name)
        {
            return read(format!("v{depth}"), *schema, false);
        }
        match name {
            "self" => read("s".to_owned(), self.rule.schema, false),
            "oldSelf" => {
                self.uses_old_self = true;
                let optional = self.rule.optional_old_self;
                let text = if optional { "O" } else { "o" };
                read(text.to_owned(), self.rule.schema, optional)
            }
            _ => Err(format!("`{name}` is not known").into()),
        }
    }

    fn call(
        &mut self,
        target: Option<&Expression>,
        name: &str,
        arguments: &[Expression],
    ) -> Written<'r> {
        if let (None, "has", [Expression::Select { of, field, .. }]) = (target, name, arguments) {
            let (of, _, name) = self.selected(of, field)?;
            return Ok((format!("h{name};{of}"), None));
        }
        if let Some(target) = target {
            if let Some(written) = self.format(target, name, arguments)? {
                return Ok((written, None));
            }
            if let Some(letter) = macro_letter(name, arguments.len()) {
                return self.with_variable(letter, target, arguments);
            }
            if let Expression::Name(namespace) = target
                && namespace == "optional"
            {
                let (_, _, letters) = OPTIONAL
                    .iter()
                    .find(|(known, count, _)| *known == name && *count == arguments.len())
                    .ok_or_else(|| unknown(name))?;
                return self.arguments(letters, None, arguments);
            }
        }
        let style = if target.is_some() {
            Style::Member
        } else {
            Style::Global
        };
        // Without a separator, the empty one.
        let empty = [Expression::Text(String::new())];
        let arguments = match (style, name, arguments) {
            (Style::Member, "join", []) => empty.as_slice(),
            (_, _, arguments) => arguments,
        };
        let (_, _, _, letters) = FUNCTIONS
            .iter()
            .find(|(known, its, count, _)| {
                *known == name && *its == style && *count == arguments.len()
            })
            .ok_or_else(|| unknown(name))?;
        self.arguments(letters, target, arguments)
    }

    fn arguments(
        &mut self,
        letters: &str,
        target: Option<&Expression>,
        arguments: &[Expression],
    ) -> Written<'r> {
        let mut text = letters.to_owned();
        let mut first = None;
        for (position, argument) in target.into_iter().chain(arguments).enumerate() {
            let (argument, schema) = self.expression(argument)?;
            text += &argument;
            if position == 0 {
                first = schema;
            }
        }
        // What an optional value holds has the schema of the optional value.
        let keeps = matches!(letters, "cv" | "y" | "Y" | "co" | "cO" | "");
        Ok((text, first.filter(|_| keeps)))
    }

    /// `format.NAME().validate(text).hasValue()`
    fn format(
        &mut self,
        target: &Expression,
        name: &str,
        arguments: &[Expression],
    ) -> Result<Option<String>, Failure> {
        match self.validated(target)? {
            Some(_) if name != "hasValue" || !arguments.is_empty() => {
                Err("of a format only `.validate(text).hasValue()` is supported".into())
            }
            validated => Ok(validated),
        }
    }

    /// An operand of `==` and `!=`. An optional value, which `format.NAME().validate(text)` is, equals no
    /// null, and neither does whether it has a value: that stands in for it.
    fn compared(&mut self, of: &Expression, other: &Expression) -> Written<'r> {
        if *other == Expression::Null
            && let Some(text) = self.validated(of)?
        {
            return Ok((text, None));
        }
        self.expression(of)
    }

    /// `format.NAME().validate(text)`, as whether it has a value.
    fn validated(&mut self, target: &Expression) -> Result<Option<String>, Failure> {
        let Expression::Call {
            target: Some(inner),
            name: validate,
            arguments: texts,
        } = target
        else {
            return Ok(None);
        };
        let Expression::Call {
            target: Some(format),
            name: format_name,
            arguments: none,
        } = inner.as_ref()
        else {
            return Ok(None);
        };
        if **format != Expression::Name("format".to_owned()) || validate != "validate" {
            return Ok(None);
        }
        let ([], [text]) = (none.as_slice(), texts.as_slice()) else {
            return Ok(None);
        };
        let (_, letters) = FORMATS
            .iter()
            .find(|(known, _)| known == format_name)
            .ok_or_else(|| format!("the format `{format_name}` is not supported"))?;
        Ok(Some(format!("{letters}{}", self.text(text)?)))
    }

    /// A macro: its first argument is a variable that the others see.
    fn with_variable(
        &mut self,
        letter: char,
        target: &Expression,
        arguments: &[Expression],
    ) -> Written<'r> {
        let Some((Expression::Name(variable), bodies)) = arguments.split_first() else {
            return Err("the first argument of a macro is not a name".into());
        };
        let (mut text, schema) = self.expression(target)?;
        text.insert(0, letter);
        let of_optional = matches!(letter, 'm' | 'k');
        let bound = if of_optional { schema } else { element(schema) };
        if self.variables.len() == MAX_VARIABLES {
            return Err("too many variables".into());
        }
        self.variables.push((variable.clone(), bound));
        let mut last = None;
        for body in bodies {
            let (body, schema) = self.expression(body)?;
            text += &body;
            last = schema;
        }
        self.variables.pop();
        Ok((
            text,
            match letter {
                'F' => schema,
                'm' | 'k' => last,
                _ => None,
            },
        ))
    }
}

/// Reading a value, with what makes it the value that its schema asks for.
fn read(text: String, schema: Schema<'_>, optional: bool) -> Written<'_> {
    let conversion = conversion(schema)?;
    if optional && !conversion.is_empty() {
        return Err("an optional number or timestamp is not supported".into());
    }
    Ok((format!("{conversion}{text}"), schema))
}

fn unknown(name: &str) -> Failure {
    format!("the function `{name}`, with these arguments, is not supported").into()
}

fn macro_letter(name: &str, arguments: usize) -> Option<char> {
    Some(match (name, arguments) {
        ("all", 2) => 'A',
        ("exists", 2) => 'X',
        ("exists_one", 2) => 'U',
        ("filter", 2) => 'F',
        ("map", 2) => 'M',
        ("map", 3) => 'P',
        ("optMap", 2) => 'm',
        ("optFlatMap", 2) => 'k',
        _ => return None,
    })
}

fn mark(operator: Operator) -> char {
    match operator {
        Operator::Or => '|',
        Operator::And => '&',
        Operator::Equal => '=',
        Operator::NotEqual => '#',
        Operator::Less => '<',
        Operator::LessOrEqual => '(',
        Operator::Greater => '>',
        Operator::GreaterOrEqual => ')',
        Operator::In => '^',
        Operator::Add => '+',
        Operator::Subtract => '-',
        Operator::Multiply => '*',
        Operator::Divide => '/',
        Operator::Remainder => '%',
    }
}

/// A string, with nothing in it that ends it or that JSON escapes.
fn quoted(text: &str) -> String {
    let mut quoted = "'".to_owned();
    for character in text.chars() {
        match character {
            '\'' => quoted += "~a",
            '"' => quoted += "~q",
            '\\' => quoted += "~b",
            '~' => quoted += "~~",
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "~{}", char::from(control as u8 + 0x30));
            }
            other => quoted.push(other),
        }
    }
    quoted + "'"
}
