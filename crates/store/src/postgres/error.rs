//! What the server's answers mean for a caller.

use crate::error::StoreError;

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let state = error
            .code()
            .map_or(String::new(), |state| state.code().to_owned());
        let source = Box::new(error);
        // The two letters are the class of the condition (PostgreSQL manual, appendix A).
        match (state.as_str(), state.get(..2).unwrap_or_default()) {
            ("53100", _) => Self::Full,
            (_, "40" | "53" | "55") => Self::Busy,
            (_, "23") => Self::Server {
                constraint: true,
                source,
            },
            (_, "28") => Self::Unwelcome(source),
            (_, "" | "08" | "57") => Self::Away(source),
            _ => Self::Server {
                constraint: false,
                source,
            },
        }
    }
}
