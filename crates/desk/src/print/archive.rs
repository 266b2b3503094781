//! What turns printpdf's document into a reproducible PDF/A-1b file.
//!
//! printpdf leaves random identifiers, dates without our offset and a false PDF/X mark, and knows no
//! PDF/A. This pass replaces them (ISO 19005-1: 6.1.3 identifier, 6.2.2 output intent, 6.3.5 CIDSet,
//! 6.7 metadata). The identifier is a hash of the content, so equal content gives equal bytes.

use super::PrintError;
use casework::time::LocalTime;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};
use sha2::{Digest, Sha256};

const SRGB: &[u8] = include_bytes!("../../assets/color/sRGB.icc");
const PRODUCER: &str = "motcua";

/// Completes the document and gives its bytes.
pub(crate) fn finish(
    mut document: Document,
    title: &str,
    created: LocalTime,
) -> Result<Vec<u8>, PrintError> {
    document.version = "1.4".to_owned();
    describe(&mut document, title, created)?;
    mark_subsets(&mut document)?;
    declare(&mut document, title, created)?;
    document.compress();
    let mut empty = Vec::new();
    identify(&mut document, &[0; 16]);
    document.save_to(&mut empty).map_err(refused)?;
    let hash = Sha256::digest(&empty);
    identify(&mut document, &hash[..16]);
    let mut bytes = Vec::with_capacity(empty.len());
    document.save_to(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

fn refused(error: impl std::fmt::Display) -> PrintError {
    PrintError::Pdf {
        reason: error.to_string(),
    }
}

fn identify(document: &mut Document, id: &[u8]) {
    let half = Object::String(id.to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![half.clone(), half]);
}

/// Writes the information dictionary anew.
fn describe(document: &mut Document, title: &str, created: LocalTime) -> Result<(), PrintError> {
    let id = document
        .trailer
        .get(b"Info")
        .and_then(Object::as_reference)
        .map_err(refused)?;
    let date = created
        .datetime()
        .strftime("D:%Y%m%d%H%M%S+07'00'")
        .to_string();
    let mut title_bytes = vec![0xfe, 0xff];
    title_bytes.extend(title.encode_utf16().flat_map(u16::to_be_bytes));
    let mut info = Dictionary::new();
    info.set(
        "Title",
        Object::String(title_bytes, StringFormat::Hexadecimal),
    );
    info.set("Producer", Object::string_literal(PRODUCER));
    info.set("CreationDate", Object::string_literal(date.as_str()));
    info.set("ModDate", Object::string_literal(date));
    document.set_object(id, info);
    Ok(())
}

/// Adds language, metadata and output intent to the catalogue.
fn declare(document: &mut Document, title: &str, created: LocalTime) -> Result<(), PrintError> {
    let metadata = Stream::new(
        Dictionary::from_iter([("Type", "Metadata"), ("Subtype", "XML")].map(name_pair)),
        xmp(title, created).into_bytes(),
    );
    let metadata = document.add_object(metadata.with_compression(false));
    let profile = Stream::new(
        Dictionary::from_iter([("N", Object::Integer(3))]),
        SRGB.to_vec(),
    );
    let profile = document.add_object(profile);
    let mut intent =
        Dictionary::from_iter([("Type", "OutputIntent"), ("S", "GTS_PDFA1")].map(name_pair));
    intent.set(
        "OutputConditionIdentifier",
        Object::string_literal("sRGB IEC61966-2.1"),
    );
    intent.set("Info", Object::string_literal("sRGB IEC61966-2.1"));
    intent.set("DestOutputProfile", profile);
    let catalog = document.catalog_mut().map_err(refused)?;
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    catalog.set("Lang", Object::string_literal("vi-VN"));
    Ok(())
}

fn name_pair<'a>((key, value): (&'a str, &str)) -> (&'a str, Object) {
    (key, Object::Name(value.as_bytes().to_vec()))
}

fn xmp(title: &str, created: LocalTime) -> String {
    let title = title
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{created}</xmp:CreateDate><xmp:ModifyDate>{created}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#,
        bom = '\u{feff}',
    )
}

/// Gives each subset face the list of its glyphs that PDF/A-1 asks for.
fn mark_subsets(document: &mut Document) -> Result<(), PrintError> {
    let fonts: Vec<(ObjectId, usize)> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .flat_map(|dictionary| descendants(document, dictionary))
        .filter_map(|font| {
            let descriptor = font.get(b"FontDescriptor").ok()?.as_reference().ok()?;
            Some((descriptor, glyph_count(font)?))
        })
        .collect();
    for (descriptor, count) in fonts {
        let mut bits = vec![0_u8; count.div_ceil(8)];
        for glyph in 0..count {
            bits[glyph / 8] |= 0x80 >> (glyph % 8);
        }
        let set = document.add_object(Stream::new(Dictionary::new(), bits));
        let descriptor = document.get_dictionary_mut(descriptor).map_err(refused)?;
        descriptor.set("CIDSet", set);
    }
    Ok(())
}

/// The descendant fonts of a composite font; of anything else none.
fn descendants<'a>(document: &'a Document, dictionary: &'a Dictionary) -> Vec<&'a Dictionary> {
    let Ok(list) = dictionary
        .get(b"DescendantFonts")
        .and_then(Object::as_array)
    else {
        return Vec::new();
    };
    let resolve = |object: &'a Object| match object.as_reference() {
        Ok(id) => document.get_dictionary(id).ok(),
        Err(_) => object.as_dict().ok(),
    };
    list.iter().filter_map(resolve).collect()
}

/// The number of glyphs of a CID font: one more than the highest number its widths are given for.
fn glyph_count(font: &Dictionary) -> Option<usize> {
    let widths = font.get(b"W").ok()?.as_array().ok()?;
    let mut highest = None;
    let mut rest = widths.as_slice();
    while let [Object::Integer(first), next, tail @ ..] = rest {
        (highest, rest) = match (next, tail) {
            (Object::Array(list), _) => (Some(first + list.len() as i64 - 1), tail),
            (Object::Integer(last), [_, after @ ..]) => (Some(*last), after),
            _ => return None,
        };
    }
    usize::try_from(highest? + 1).ok()
}
