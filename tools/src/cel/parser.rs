//! Tokens to an expression: CEL's grammar, one function a level.

use crate::Failure;

use super::ast::{Expression, Operator};
use super::lexer::Token;

/// Parses a whole text.
pub(super) fn parse(tokens: &[Token]) -> Result<Expression, Failure> {
    let mut parser = Parser { tokens };
    let expression = parser.expression()?;
    match parser.tokens.first() {
        None => Ok(expression),
        Some(token) => Err(format!("{token:?} where the rule should end").into()),
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
}

/// The binary operators of one level.
type Level = &'static [(&'static str, Operator)];

const OR: Level = &[("||", Operator::Or)];
const AND: Level = &[("&&", Operator::And)];
const RELATION: Level = &[
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("in", Operator::In),
];
const SUM: Level = &[("+", Operator::Add), ("-", Operator::Subtract)];
const PRODUCT: Level = &[
    ("*", Operator::Multiply),
    ("/", Operator::Divide),
    ("%", Operator::Remainder),
];
const LEVELS: [Level; 5] = [OR, AND, RELATION, SUM, PRODUCT];

impl Parser<'_> {
    fn next(&mut self) -> Option<&Token> {
        let (token, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(token)
    }

    fn at(&self, mark: &str) -> bool {
        match self.tokens.first() {
            Some(Token::Mark(found)) => *found == mark,
            Some(Token::Name(found)) => mark == "in" && found == "in",
            _ => false,
        }
    }

    fn accept(&mut self, mark: &str) -> bool {
        let there = self.at(mark);
        if there {
            self.next();
        }
        there
    }

    fn expect(&mut self, mark: &str) -> Result<(), Failure> {
        if self.accept(mark) {
            return Ok(());
        }
        Err(format!("{:?} where `{mark}` should be", self.tokens.first()).into())
    }

    fn expression(&mut self) -> Result<Expression, Failure> {
        let condition = self.binary(0)?;
        if !self.accept("?") {
            return Ok(condition);
        }
        let then = self.binary(0)?;
        self.expect(":")?;
        let otherwise = self.expression()?;
        Ok(Expression::Conditional(Box::new([
            condition, then, otherwise,
        ])))
    }

    fn binary(&mut self, level: usize) -> Result<Expression, Failure> {
        let Some(operators) = LEVELS.get(level) else {
            return self.unary();
        };
        let mut left = self.binary(level + 1)?;
        while let Some((mark, operator)) = operators.iter().find(|(mark, _)| self.at(mark)) {
            self.expect(mark)?;
            let right = self.binary(level + 1)?;
            left = Expression::Binary(*operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, Failure> {
        if self.accept("!") {
            return Ok(Expression::Not(Box::new(self.unary()?)));
        }
        if !self.accept("-") {
            return self.member();
        }
        let literal = match self.tokens.first() {
            Some(Token::Int(value)) => Some(Expression::Int(
                0_i64
                    .checked_sub_unsigned(*value)
                    .ok_or("an integer that is too small")?,
            )),
            Some(Token::Double(value)) => Some(Expression::Double(-value)),
            _ => None,
        };
        match literal {
            Some(literal) => {
                self.next();
                self.members(literal)
            }
            None => Ok(Expression::Negate(Box::new(self.unary()?))),
        }
    }

    fn member(&mut self) -> Result<Expression, Failure> {
        let primary = self.primary()?;
        self.members(primary)
    }

    fn members(&mut self, mut of: Expression) -> Result<Expression, Failure> {
        loop {
            if self.accept(".") {
                let optional = self.accept("?");
                let (field, quoted) = match self.next() {
                    Some(Token::Name(name)) => (name.clone(), false),
                    Some(Token::Quoted(name)) => (name.clone(), true),
                    token => return Err(format!("{token:?} where a field should be").into()),
                };
                of = if !optional && !quoted && self.accept("(") {
                    Expression::Call {
                        target: Some(Box::new(of)),
                        name: field,
                        arguments: self.list(")")?,
                    }
                } else {
                    Expression::Select {
                        of: Box::new(of),
                        field,
                        optional,
                    }
                };
            } else if self.accept("[") {
                let optional = self.accept("?");
                let index = Box::new(self.expression()?);
                self.expect("]")?;
                of = Expression::Index {
                    of: Box::new(of),
                    index,
                    optional,
                };
            } else {
                return Ok(of);
            }
        }
    }

    fn primary(&mut self) -> Result<Expression, Failure> {
        let token = self.next().ok_or("it ends too early")?.clone();
        Ok(match token {
            Token::Int(value) => {
                Expression::Int(i64::try_from(value).map_err(|_| "an integer that is too large")?)
            }
            Token::Double(value) => Expression::Double(value),
            Token::Text(text) => Expression::Text(text),
            Token::Mark("(") => {
                let nested = self.expression()?;
                self.expect(")")?;
                nested
            }
            Token::Mark("[") => Expression::List(self.list("]")?),
            Token::Mark("{") => return Err("map literals are not supported".into()),
            Token::Name(name) => match name.as_str() {
                "null" => Expression::Null,
                "true" => Expression::Bool(true),
                "false" => Expression::Bool(false),
                _ if self.accept("(") => Expression::Call {
                    target: None,
                    name,
                    arguments: self.list(")")?,
                },
                _ => Expression::Name(name),
            },
            token => return Err(format!("{token:?} where a value should be").into()),
        })
    }

    /// Expressions up to the mark that ends them.
    fn list(&mut self, end: &str) -> Result<Vec<Expression>, Failure> {
        let mut entries = Vec::new();
        while !self.accept(end) {
            if self.at("?") {
                return Err("optional entries of a list are not supported".into());
            }
            entries.push(self.expression()?);
            if !self.accept(",") {
                self.expect(end)?;
                break;
            }
            if end == ")" && self.at(end) {
                return Err("an argument is missing".into());
            }
        }
        Ok(entries)
    }
}
