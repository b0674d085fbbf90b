//! The compact form, read into a list in which each operator stands before its operands.

use std::borrow::Cow;

use super::format::Format;
use super::function::Function;
use super::pattern::Pattern;

/// Where an expression is in the list.
pub(super) type Place = u16;

/// An expression. Its first operand is the next one in the list.
#[derive(Debug)]
pub(super) struct Expression {
    pub(super) kind: Kind,
    /// How many operands there are; of a list its entries.
    pub(super) operands: usize,
    /// Where the second operand is.
    pub(super) second: Place,
    /// Where the third operand is.
    pub(super) third: Place,
}

/// What an expression does.
#[derive(Debug)]
pub(super) enum Kind {
    This,
    Old,
    OptionalOld,
    Variable(u8),
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(Cow<'static, str>),
    /// Its entries, one after the other up to there.
    List(Place),
    /// The name, and how the rule writes it.
    Field(&'static str, &'static str),
    OptionalField(&'static str),
    Has(&'static str),
    Index,
    OptionalIndex,
    Not,
    Negate,
    Conditional,
    /// `||`, and `&&` with `false`: what decides.
    Logical(bool),
    Binary(Binary),
    Arithmetic(Operator),
    Macro(Macro),
    OptMap,
    OptFlatMap,
    OrValue,
    OrOptional,
    NoOptional,
    Call(Function),
    Format(Format),
    /// `text.matches(pattern)` with a literal.
    Matches(Box<Pattern>),
}

impl Expression {
    pub(super) fn is_old_self(&self) -> bool {
        matches!(self.kind, Kind::Old | Kind::OptionalOld)
    }
}

impl Kind {
    /// Whether it is true or false and nothing else.
    pub(super) fn is_condition(&self) -> bool {
        matches!(
            self,
            Kind::Bool(_) | Kind::Not | Kind::Has(_) | Kind::Logical(_) | Kind::Binary(_)
        )
    }
}

/// Operators that say whether something holds of both their operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
}

/// Operators that make a value of both their operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// What goes over the entries of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Macro {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
    MapWhere,
}

/// Reads a whole tree.
pub(super) fn read(tree: &'static str) -> Option<Vec<Expression>> {
    let mut reader = Reader {
        rest: tree,
        expressions: Vec::new(),
    };
    reader.expression()?;
    reader.rest.is_empty().then_some(reader.expressions)
}

struct Reader {
    rest: &'static str,
    expressions: Vec<Expression>,
}

impl Reader {
    fn letter(&mut self) -> Option<u8> {
        let (letter, rest) = self.rest.split_at_checked(1)?;
        self.rest = rest;
        letter.bytes().next()
    }

    fn until(&mut self, end: char) -> Option<&'static str> {
        let (text, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(text)
    }

    fn next_place(&self) -> Option<Place> {
        Place::try_from(self.expressions.len()).ok()
    }

    fn expression(&mut self) -> Option<()> {
        let letter = self.letter()?;
        let at = self.expressions.len();
        let (kind, operands) = self.kind(letter)?;
        self.expressions.push(Expression {
            kind,
            operands,
            second: 0,
            third: 0,
        });
        let mut places = [0; 3];
        for place in places.iter_mut().take(operands) {
            *place = self.next_place()?;
            self.expression()?;
        }
        let [_, second, third] = places;
        let mut end = 0;
        if letter == b'[' {
            while !self.rest.starts_with(']') {
                self.expression()?;
            }
            self.letter()?;
            end = self.next_place()?;
        }
        let literal = matches!(
            self.expressions.get(usize::from(second)),
            Some(Expression {
                kind: Kind::Text(_),
                ..
            })
        );
        let expression = self.expressions.get_mut(at)?;
        expression.second = second;
        expression.third = third;
        match expression.kind {
            Kind::List(_) => expression.kind = Kind::List(end),
            Kind::Call(Function::Matches) if literal => {
                expression.kind = Kind::Matches(Box::default());
            }
            _ => {}
        }
        Some(())
    }

    /// What a letter stands for, and how many operands follow.
    fn kind(&mut self, letter: u8) -> Option<(Kind, usize)> {
        Some(match letter {
            b's' => (Kind::This, 0),
            b'o' => (Kind::Old, 0),
            b'O' => (Kind::OptionalOld, 0),
            b'v' => (Kind::Variable(self.letter()?.checked_sub(b'0')?), 0),
            b'n' => (Kind::Null, 0),
            b't' | b'f' => (Kind::Bool(letter == b't'), 0),
            b'0'..=b'9' => (Kind::Int(i64::from(letter - b'0')), 0),
            b'i' => (Kind::Int(self.until(';')?.parse().ok()?), 0),
            b'd' => {
                let bits = u64::from_str_radix(self.until(';')?, 16).ok()?;
                (Kind::Double(f64::from_bits(bits)), 0)
            }
            b'\'' => (Kind::Text(unquote(self.until('\'')?)?), 0),
            b'[' => (Kind::List(0), 0),
            b'.' => {
                let name = self.until(';')?;
                (Kind::Field(name, name), 1)
            }
            b',' => (Kind::Field(self.until(';')?, self.until(';')?), 1),
            b':' => (Kind::OptionalField(self.until(';')?), 1),
            b'h' => (Kind::Has(self.until(';')?), 1),
            b'@' => (Kind::Index, 2),
            b'$' => (Kind::OptionalIndex, 2),
            b'!' => (Kind::Not, 1),
            b'_' => (Kind::Negate, 1),
            b'?' => (Kind::Conditional, 3),
            b'&' | b'|' => (Kind::Logical(letter == b'|'), 2),
            b'=' => (Kind::Binary(Binary::Equal), 2),
            b'#' => (Kind::Binary(Binary::NotEqual), 2),
            b'<' => (Kind::Binary(Binary::Less), 2),
            b'(' => (Kind::Binary(Binary::LessOrEqual), 2),
            b'>' => (Kind::Binary(Binary::Greater), 2),
            b')' => (Kind::Binary(Binary::GreaterOrEqual), 2),
            b'^' => (Kind::Binary(Binary::In), 2),
            b'+' => (Kind::Arithmetic(Operator::Add), 2),
            b'-' => (Kind::Arithmetic(Operator::Subtract), 2),
            b'*' => (Kind::Arithmetic(Operator::Multiply), 2),
            b'/' => (Kind::Arithmetic(Operator::Divide), 2),
            b'%' => (Kind::Arithmetic(Operator::Remainder), 2),
            b'A' => (Kind::Macro(Macro::All), 2),
            b'X' => (Kind::Macro(Macro::Exists), 2),
            b'U' => (Kind::Macro(Macro::ExistsOne), 2),
            b'F' => (Kind::Macro(Macro::Filter), 2),
            b'M' => (Kind::Macro(Macro::Map), 2),
            b'P' => (Kind::Macro(Macro::MapWhere), 3),
            b'm' => (Kind::OptMap, 2),
            b'k' => (Kind::OptFlatMap, 2),
            b'y' => (Kind::OrValue, 2),
            b'Y' => (Kind::OrOptional, 2),
            b'N' => (Kind::NoOptional, 0),
            b'c' => {
                let function = Function::of_letter(self.letter()?)?;
                (Kind::Call(function), function.arguments())
            }
            b'x' => (Kind::Format(Format::of_letter(self.letter()?)?), 1),
            _ => return None,
        })
    }
}

fn unquote(text: &'static str) -> Option<Cow<'static, str>> {
    if !text.contains('~') {
        return Some(Cow::Borrowed(text));
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.push(match character {
            '~' => match characters.next()? {
                'a' => '\'',
                'q' => '"',
                'b' => '\\',
                '~' => '~',
                control @ '0'..='O' => char::from(control as u8 - b'0'),
                _ => return None,
            },
            other => other,
        });
    }
    Some(Cow::Owned(plain))
}
