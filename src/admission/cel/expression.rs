//! The compact form, read into a list in which each operator stands before its operands.

use std::borrow::Cow;

use super::format::Format;
use super::function::Function;
use super::pattern::Pattern;

/// Where an expression is in the list.
pub(super) type Place = u16;

/// An expression. Its first operand is the next one in the list; where others are is written down.
#[derive(Debug)]
pub(super) enum Expression {
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
    Index(Place),
    OptionalIndex(Place),
    Not,
    Negate,
    Conditional(Place, Place),
    And(Place),
    Or(Place),
    Binary(Binary, Place),
    Macro(Macro, Place, Place),
    OptMap(Place),
    OptFlatMap(Place),
    OrValue(Place),
    OrOptional(Place),
    NoOptional,
    /// The second and the third argument.
    Call(Function, Place, Place),
    Format(Format),
    /// `text.matches(pattern)` with a literal, which is the second operand.
    Matches(Place, Box<Pattern>),
    /// Ends a list.
    End,
}

/// Operators that need both their operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
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

    /// One more operand, and where it is.
    fn operand(&mut self) -> Option<Place> {
        let place = self.next_place()?;
        self.expression()?;
        Some(place)
    }

    fn expression(&mut self) -> Option<()> {
        let letter = self.letter()?;
        let at = self.expressions.len();
        // Its place is taken first, and what it is is known when its operands are read.
        self.expressions.push(Expression::End);
        let binary = |binary| move |second| Expression::Binary(binary, second);
        let expression = match letter {
            b's' => Expression::This,
            b'o' => Expression::Old,
            b'O' => Expression::OptionalOld,
            b'v' => Expression::Variable(self.letter()?.checked_sub(b'0')?),
            b'n' => Expression::Null,
            b't' => Expression::Bool(true),
            b'f' => Expression::Bool(false),
            b'0'..=b'9' => Expression::Int(i64::from(letter - b'0')),
            b'i' => Expression::Int(self.until(';')?.parse().ok()?),
            b'd' => Expression::Double(f64::from_bits(
                u64::from_str_radix(self.until(';')?, 16).ok()?,
            )),
            b'\'' => Expression::Text(unquote(self.until('\'')?)?),
            b'[' => {
                while !self.rest.starts_with(']') {
                    self.expression()?;
                }
                self.letter()?;
                Expression::List(self.next_place()?)
            }
            b'.' => self.with_name(|name| Expression::Field(name, name))?,
            b',' => {
                let name = self.until(';')?;
                let written = self.until(';')?;
                self.operand()?;
                Expression::Field(name, written)
            }
            b':' => self.with_name(Expression::OptionalField)?,
            b'h' => self.with_name(Expression::Has)?,
            b'@' => self.two(Expression::Index)?,
            b'$' => self.two(Expression::OptionalIndex)?,
            b'!' => {
                self.operand()?;
                Expression::Not
            }
            b'_' => {
                self.operand()?;
                Expression::Negate
            }
            b'?' => self.three(Expression::Conditional)?,
            b'&' => self.two(Expression::And)?,
            b'|' => self.two(Expression::Or)?,
            b'=' => self.two(binary(Binary::Equal))?,
            b'#' => self.two(binary(Binary::NotEqual))?,
            b'<' => self.two(binary(Binary::Less))?,
            b'(' => self.two(binary(Binary::LessOrEqual))?,
            b'>' => self.two(binary(Binary::Greater))?,
            b')' => self.two(binary(Binary::GreaterOrEqual))?,
            b'^' => self.two(binary(Binary::In))?,
            b'+' => self.two(binary(Binary::Add))?,
            b'-' => self.two(binary(Binary::Subtract))?,
            b'*' => self.two(binary(Binary::Multiply))?,
            b'/' => self.two(binary(Binary::Divide))?,
            b'%' => self.two(binary(Binary::Remainder))?,
            b'A' => self.over_entries(Macro::All)?,
            b'X' => self.over_entries(Macro::Exists)?,
            b'U' => self.over_entries(Macro::ExistsOne)?,
            b'F' => self.over_entries(Macro::Filter)?,
            b'M' => self.over_entries(Macro::Map)?,
            b'P' => {
                self.three(|second, third| Expression::Macro(Macro::MapWhere, second, third))?
            }
            b'm' => self.two(Expression::OptMap)?,
            b'k' => self.two(Expression::OptFlatMap)?,
            b'y' => self.two(Expression::OrValue)?,
            b'Y' => self.two(Expression::OrOptional)?,
            b'N' => Expression::NoOptional,
            b'c' => {
                let function = Function::of_letter(self.letter()?)?;
                let mut places = [0; 3];
                for place in places.iter_mut().take(function.arguments()) {
                    *place = self.operand()?;
                }
                let [_, second, third] = places;
                match (function, self.expressions.get(usize::from(second))) {
                    (Function::Matches, Some(Expression::Text(_))) => {
                        Expression::Matches(second, Box::default())
                    }
                    _ => Expression::Call(function, second, third),
                }
            }
            b'x' => {
                let format = Format::of_letter(self.letter()?)?;
                self.operand()?;
                Expression::Format(format)
            }
            _ => return None,
        };
        *self.expressions.get_mut(at)? = expression;
        Some(())
    }

    fn with_name(&mut self, of: fn(&'static str) -> Expression) -> Option<Expression> {
        let name = self.until(';')?;
        self.operand()?;
        Some(of(name))
    }

    #[inline(never)]
    fn places(&mut self) -> Option<Place> {
        self.operand()?;
        self.operand()
    }

    fn two(&mut self, of: impl FnOnce(Place) -> Expression) -> Option<Expression> {
        self.places().map(of)
    }

    fn three(&mut self, of: fn(Place, Place) -> Expression) -> Option<Expression> {
        let second = self.places()?;
        Some(of(second, self.operand()?))
    }

    fn over_entries(&mut self, which: Macro) -> Option<Expression> {
        self.places()
            .map(|body| Expression::Macro(which, body, body))
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
