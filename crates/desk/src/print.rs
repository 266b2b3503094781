//! Paper: forms are data, laid out into a display list, written as PDF.
