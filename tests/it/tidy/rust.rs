//! As much of Rust's grammar as the rules need: which part of a file is code, text or comment.

/// One piece of a source file.
#[derive(Debug, PartialEq)]
pub(super) struct Piece<'a> {
    pub(super) kind: Kind,
    /// Counted from 1: the line on which the piece begins.
    pub(super) line: usize,
    pub(super) text: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Code,
    /// A string literal of any form, with its quotes.
    Literal,
    Comment,
}

/// Cuts `source` into pieces; together they are the whole of it.
pub(super) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let (mut at, mut code_from, mut line) = (0, 0, 1);
    while at < source.len() {
        let rest = &source[at..];
        let Some((kind, length)) = special(rest, source[..at].chars().next_back()) else {
            at += skip(rest);
            continue;
        };
        for (kind, text) in [
            (Kind::Code, &source[code_from..at]),
            (kind, &rest[..length]),
        ] {
            if !text.is_empty() {
                pieces.push(Piece { kind, line, text });
            }
            line += text.matches('\n').count();
        }
        at += length;
        code_from = at;
    }
    if code_from < source.len() {
        let text = &source[code_from..];
        let kind = Kind::Code;
        pieces.push(Piece { kind, line, text });
    }
    pieces
}

/// What `source` is before its unit tests begin: all of it where there are none.
pub(super) fn without_tests(source: &str) -> &str {
    source
        .find("\n#[cfg(test)]\nmod ")
        .map_or(source, |start| &source[..start])
}

/// The comment or literal that begins at `rest`, and its length; `before` is the character before.
fn special(rest: &str, before: Option<char>) -> Option<(Kind, usize)> {
    if rest.starts_with("//") {
        let length = rest.find('\n').unwrap_or(rest.len());
        return Some((Kind::Comment, length));
    }
    if rest.starts_with("/*") {
        return Some((Kind::Comment, block_comment(rest)));
    }
    if rest.starts_with('"') {
        return Some((Kind::Literal, quoted(rest, 1)));
    }
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let prefix = ["br", "cr", "b", "c", "r"]
        .into_iter()
        .find(|prefix| rest.starts_with(prefix))?;
    let after = &rest[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = after.len() - after.trim_start_matches('#').len();
        if !after[hashes..].starts_with('"') {
            return None;
        }
        let end = format!("\"{}", "#".repeat(hashes));
        let open = prefix.len() + hashes + 1;
        let length = rest[open..].find(&end).map(|at| open + at + end.len());
        return Some((Kind::Literal, length.unwrap_or(rest.len())));
    }
    after
        .starts_with('"')
        .then(|| (Kind::Literal, quoted(rest, prefix.len() + 1)))
}

/// How far code goes on at `rest`: a character literal at once, anything else by one character.
fn skip(rest: &str) -> usize {
    let mut chars = rest.chars();
    let first = chars.next().map_or(0, char::len_utf8);
    if !rest.starts_with('\'') {
        return first;
    }
    match (chars.next(), chars.next()) {
        (Some('\\'), Some(escaped)) => {
            let body = 2 + escaped.len_utf8();
            rest[body..].find('\'').map_or(1, |at| body + at + 1)
        }
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => first,
    }
}

fn quoted(rest: &str, open: usize) -> usize {
    let mut escaped = false;
    for (at, c) in rest[open..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return open + at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

#[test]
fn rust_is_cut_where_its_grammar_says() {
    use Kind::{Code, Comment, Literal};
    for (source, expected) in [
        ("let a = 1;", vec![(Code, 1, "let a = 1;")]),
        (
            "a // b \"c\"\nd",
            vec![
                (Code, 1, "a "),
                (Comment, 1, "// b \"c\""),
                (Code, 1, "\nd"),
            ],
        ),
        (
            "/* x /* y */ */\n\"z // \\\" w\"",
            vec![
                (Comment, 1, "/* x /* y */ */"),
                (Code, 1, "\n"),
                (Literal, 2, "\"z // \\\" w\""),
            ],
        ),
        (
            "r#\"a\"b\"#, b\"c\"",
            vec![
                (Literal, 1, "r#\"a\"b\"#"),
                (Code, 1, ", "),
                (Literal, 1, "b\"c\""),
            ],
        ),
        (
            "fn f<'a>(x: &'a str) { '\"' '\\'' '\\u{22}' 'đ' }",
            vec![(Code, 1, "fn f<'a>(x: &'a str) { '\"' '\\'' '\\u{22}' 'đ' }")],
        ),
        ("var\"x\"", vec![(Code, 1, "var"), (Literal, 1, "\"x\"")]),
    ] {
        let found: Vec<_> = pieces(source)
            .iter()
            .map(|piece| (piece.kind, piece.line, piece.text))
            .collect();
        assert_eq!(found, expected, "{source}");
    }
    let source = "fn a() {}\n\n#[cfg(test)]\nmod tests {}\n";
    assert_eq!(without_tests(source), "fn a() {}\n");
}
