//! A payment order as a QR code that every bank's application in the country reads, made without
//! a network: EMVCo's merchant-presented code with the fields of the interbank transfer service.
//!
//! Deliberately absent: tags that only shops need (category, name, city). The citizen's bank names
//! the account's holder itself.

use crate::fee::Money;
use crate::number::RecordCode;
use crate::text::fold;
use serde::{Deserialize, Serialize};

/// Who names accounts of banks: NAPAS, in tag 38.
const NAPAS: &str = "A000000727";
/// Transfer to an account, as opposed to a card.
const TO_ACCOUNT: &str = "QRIBFTTA";
/// đồng — ISO 4217.
const CURRENCY: &str = "704";
const COUNTRY: &str = "VN";
/// Most characters of the purpose (EMVCo, tag 62-08).
const PURPOSE_MAX: usize = 25;
/// Most characters of an account number (NAPAS).
const ACCOUNT_MAX: usize = 19;
/// Most digits of an amount (EMVCo, tag 54).
const AMOUNT_DIGITS: usize = 13;

/// The account an office is paid into.
///
/// vi: tài khoản thu phí, lệ phí của cơ quan
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankAccount {
    /// The bank's number in card and transfer networks, six digits: "970436".
    pub bin: String,
    /// The account's number: letters and digits.
    pub account: String,
    /// The account's holder, for the eyes of who pays.
    pub name: String,
}

/// Why no payment code can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VietQrError {
    /// Not six digits.
    #[error("the bank's number is not six digits")]
    Bin,
    /// Empty, longer than 19, or other than ASCII letters and digits.
    #[error("the account's number is not 1 to 19 letters and digits")]
    Account,
    /// Nothing to pay, or more than 13 digits.
    #[error("the amount cannot be written in a payment code")]
    Amount,
    /// A text longer than a field takes.
    #[error("a text is longer than {max} characters")]
    TooLong {
        /// The most it takes.
        max: usize,
    },
}

/// The text of the code for paying `amount` into an account; `purpose` is what the transfer says.
///
/// The purpose is written in ASCII capitals without marks, and cut at 25 characters only if it is
/// a sentence: a text without spaces, such as a reference, is refused rather than cut.
///
/// # Errors
/// [`VietQrError`] names what does not fit.
pub fn payload(to: &BankAccount, amount: Money, purpose: &str) -> Result<String, VietQrError> {
    if to.bin.len() != 6 || !to.bin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(VietQrError::Bin);
    }
    let account = &to.account;
    if !(1..=ACCOUNT_MAX).contains(&account.len())
        || !account.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return Err(VietQrError::Account);
    }
    let digits = amount.0.to_string();
    if amount.0 <= 0 || digits.len() > AMOUNT_DIGITS {
        return Err(VietQrError::Amount);
    }
    let beneficiary = [field("00", &to.bin)?, field("01", account)?].concat();
    let transfer = [
        field("00", NAPAS)?,
        field("01", &beneficiary)?,
        field("02", TO_ACCOUNT)?,
    ]
    .concat();
    let mut fields = vec![
        field("00", "01")?,
        // 12: made for one payment; 11 would be one for many.
        field("01", "12")?,
        field("38", &transfer)?,
        field("53", CURRENCY)?,
        field("54", &digits)?,
        field("58", COUNTRY)?,
    ];
    let purpose = cut(plain(purpose))?;
    if !purpose.is_empty() {
        fields.push(field("62", &field("08", &purpose)?)?);
    }
    // The check covers its own tag and length.
    let mut text = fields.concat();
    text.push_str("6304");
    let check = crc(text.as_bytes());
    text.push_str(&format!("{check:04X}"));
    Ok(text)
}

/// What a transfer for a case says: the record code without its signs, which banks drop. Of a long
/// code the end, which tells the day and the ordinal.
///
/// `H37.199.05-261121-5001` gives `H37199052611215001`.
pub fn reference(code: &RecordCode) -> String {
    let letters = code.as_str().chars().filter(char::is_ascii_alphanumeric);
    let letters: String = letters.collect::<String>().to_ascii_uppercase();
    let start = letters.len().saturating_sub(PURPOSE_MAX);
    letters.get(start..).unwrap_or_default().to_owned()
}

/// ASCII capitals, digits and single spaces.
fn plain(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
        .collect::<String>()
        .to_ascii_uppercase()
}

fn cut(text: String) -> Result<String, VietQrError> {
    if text.len() <= PURPOSE_MAX {
        return Ok(text);
    }
    let mut short = String::new();
    for word in text.split(' ') {
        let gap = usize::from(!short.is_empty());
        if short.len() + gap + word.len() > PURPOSE_MAX {
            break;
        }
        if gap == 1 {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() {
        return Err(VietQrError::TooLong { max: PURPOSE_MAX });
    }
    Ok(short)
}

fn field(tag: &str, value: &str) -> Result<String, VietQrError> {
    if value.len() > 99 {
        return Err(VietQrError::TooLong { max: 99 });
    }
    Ok(format!("{tag}{:02}{value}", value.len()))
}

/// CRC-16/CCITT-FALSE: polynomial 0x1021, begun with 0xFFFF — ISO/IEC 13239, as EMVCo asks.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc: u16, byte| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| {
            if crc & 0x8000 == 0 {
                crc << 1
            } else {
                (crc << 1) ^ 0x1021
            }
        })
    })
}

#[cfg(test)]
mod tests;
