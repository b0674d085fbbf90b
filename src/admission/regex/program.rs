//! The tree as a program, and the program as an automaton.

use crate::order;

use super::parse::Tree;
use super::{MAX_PROGRAM, MAX_STATES, Ranges, Regex, RegexError, Verdict};

/// One instruction of the automaton with many states at a time.
pub(super) enum Step<'t> {
    Set(&'t Ranges),
    Start,
    End,
    /// Goes on at both.
    Split(usize, usize),
    Match,
}

pub(super) fn compile<'t>(tree: &'t Tree, program: &mut Vec<Step<'t>>) -> Result<(), RegexError> {
    if program.len() > MAX_PROGRAM {
        return Err(RegexError::TooLarge);
    }
    match tree {
        Tree::Set(ranges) => program.push(Step::Set(ranges)),
        Tree::Start => program.push(Step::Start),
        Tree::End => program.push(Step::End),
        Tree::Sequence(pieces) => {
            for piece in pieces {
                compile(piece, program)?;
            }
        }
        Tree::Alternatives(alternatives) => {
            let mut ends = Vec::new();
            for (i, alternative) in alternatives.iter().enumerate() {
                let split = program.len();
                let last = i + 1 == alternatives.len();
                if !last {
                    program.push(Step::Split(split + 1, split + 1));
                }
                compile(alternative, program)?;
                if !last {
                    ends.push(program.len());
                    program.push(Step::Match);
                    jump(program, split, split + 1);
                }
            }
            let done = program.len();
            for end in ends {
                jump(program, end, done);
            }
        }
        Tree::Repeat(piece, least, most) => {
            let mut last = program.len();
            for _ in 0..*least {
                last = program.len();
                compile(piece, program)?;
            }
            match most {
                None if *least > 0 => {
                    let here = program.len();
                    program.push(Step::Split(last, here + 1));
                }
                None => {
                    let split = program.len();
                    program.push(Step::Match);
                    compile(piece, program)?;
                    program.push(Step::Split(split, split));
                    jump(program, split, split + 1);
                }
                Some(most) => {
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(program.len());
                        program.push(Step::Match);
                        compile(piece, program)?;
                    }
                    for split in splits {
                        jump(program, split, split + 1);
                    }
                }
            }
        }
    }
    Ok(())
}

/// Makes the instruction at `at` one that goes on at `one` and at the end of the program so far.
fn jump(program: &mut [Step<'_>], at: usize, one: usize) {
    let other = program.len();
    if let Some(step) = program.get_mut(at) {
        *step = Step::Split(one, other);
    }
}

/// Adds the places that are reached from `at` without a character, if they are new.
fn follow(
    program: &[Step<'_>],
    at: usize,
    starts: bool,
    ends: bool,
    seen: &mut [bool],
    found: &mut Vec<u16>,
) {
    let mut open = vec![at];
    while let Some(at) = open.pop() {
        match seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        match program.get(at) {
            Some(Step::Split(one, other)) => open.extend([*other, *one]),
            Some(Step::Start) if starts => open.push(at + 1),
            Some(Step::End) if ends => open.push(at + 1),
            Some(Step::Set(_) | Step::End | Step::Match) => {
                found.extend(u16::try_from(at));
            }
            _ => {}
        }
    }
}

/// Makes of an automaton with many states at a time one with a single state at a time.
pub(super) fn determine(program: &[Step<'_>]) -> Result<Regex, RegexError> {
    if program.len() > MAX_PROGRAM {
        return Err(RegexError::TooLarge);
    }
    let mut starts = vec![0];
    for step in program {
        if let Step::Set(ranges) = step {
            starts.extend(ranges.iter().flat_map(|(from, to)| [*from, to + 1]));
        }
    }
    order::sort_by(&mut starts, |a, b| a.cmp(b));
    starts.dedup();
    let mut regex = Regex {
        ascii: (0..128)
            .map(|c| {
                starts
                    .partition_point(|start| *start <= c)
                    .saturating_sub(1) as u8
            })
            .collect(),
        starts,
        next: Vec::new(),
        states: Vec::new(),
    };
    let step_at = |at: &u16| program.get(usize::from(*at));
    let mut first = Vec::new();
    follow(
        program,
        0,
        true,
        false,
        &mut vec![false; program.len()],
        &mut first,
    );
    // A text that is empty is at its start and at its end.
    let mut empty = Vec::new();
    follow(
        program,
        0,
        true,
        true,
        &mut vec![false; program.len()],
        &mut empty,
    );
    let matches_empty = empty
        .iter()
        .any(|at| matches!(step_at(at), Some(Step::Match)));
    let mut sets = vec![first];
    let mut done = 0;
    while let Some(set) = sets.get(done).cloned() {
        let matches = set
            .iter()
            .any(|at| matches!(step_at(at), Some(Step::Match)));
        let mut at_end = Vec::new();
        let mut seen = vec![false; program.len()];
        for at in &set {
            follow(
                program,
                usize::from(*at),
                false,
                true,
                &mut seen,
                &mut at_end,
            );
        }
        let ends = at_end
            .iter()
            .any(|at| matches!(step_at(at), Some(Step::Match)));
        regex.states.push(if matches {
            Verdict::Matches
        } else if done > 0 && set.is_empty() {
            Verdict::Fails
        } else {
            Verdict::AtEnd(ends || done == 0 && matches_empty)
        });
        for letter in &regex.starts {
            let mut next = Vec::new();
            let mut seen = vec![false; program.len()];
            if !matches {
                for at in &set {
                    if let Some(Step::Set(ranges)) = step_at(at)
                        && ranges
                            .iter()
                            .any(|(from, to)| (from..=to).contains(&letter))
                    {
                        follow(
                            program,
                            usize::from(*at) + 1,
                            false,
                            false,
                            &mut seen,
                            &mut next,
                        );
                    }
                }
                // A match may start anywhere.
                follow(program, 0, false, false, &mut seen, &mut next);
            }
            order::sort_by(&mut next, |a, b| a.cmp(b));
            // The first state is the only one at the start, so that it is never come back to.
            let known = sets.iter().skip(1).position(|set| *set == next);
            let number = match known {
                Some(number) => number + 1,
                None => {
                    sets.push(next);
                    sets.len() - 1
                }
            };
            if number > MAX_STATES {
                return Err(RegexError::TooLarge);
            }
            let number = number as u16;
            regex.next.push(number);
        }
        done += 1;
    }
    Ok(regex)
}
