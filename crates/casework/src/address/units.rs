//! The registers of units: `catalogue/units/`, read once, by lines.

use super::Commune;
use super::name::{Label, Level, Name};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const TODAY: &str = include_str!("../../../../catalogue/units/today.tsv");
const BEFORE: &str = include_str!("../../../../catalogue/units/before-2025-07.tsv");

/// Other names of provinces of before: key and two digits of the register.
const PROVINCE_NAMES: [(&str, &str); 5] = [
    ("thuathienhue", "46"),
    ("hcm", "79"),
    ("saigon", "79"),
    ("hn", "01"),
    ("vungtau", "77"),
];

/// Both registers.
pub(super) struct Units {
    today: Vec<ProvinceToday>,
    by_code: BTreeMap<&'static str, Commune>,
    before: Vec<ProvinceBefore>,
}

struct ProvinceToday {
    code: &'static str,
    name: Label,
    communes: Vec<(Label, Commune)>,
}

/// A province of before.
pub(super) struct ProvinceBefore {
    code: &'static str,
    pub(super) name: Label,
    pub(super) districts: Vec<District>,
}

/// A district, which is no more.
pub(super) struct District {
    pub(super) name: Label,
    earlier: &'static str,
    rows: Vec<Row>,
}

/// A commune of before; its name is empty where the district had none.
pub(super) struct Row {
    pub(super) name: Label,
    spelled: Option<Label>,
    earlier: &'static str,
    pub(super) targets: Vec<Target>,
}

/// A commune of today that took the unit, or a part of it.
pub(super) struct Target {
    pub(super) code: &'static str,
    /// Every source says so.
    pub(super) agreed: bool,
}

impl Units {
    /// The registers compiled in.
    pub(super) fn built_in() -> &'static Self {
        static UNITS: OnceLock<Units> = OnceLock::new();
        UNITS.get_or_init(|| Self::read(TODAY, BEFORE))
    }

    /// Reads both registers; a line of another shape is left out.
    fn read(today: &'static str, before: &'static str) -> Self {
        let mut units = Self {
            today: vec![],
            by_code: BTreeMap::new(),
            before: vec![],
        };
        for line in today.lines() {
            let mut fields = line.split('\t');
            match (fields.next(), fields.next(), fields.next()) {
                (Some("P"), Some(code), Some(name)) => units.today.push(ProvinceToday {
                    code,
                    name: Label::new(name, Level::Province),
                    communes: vec![],
                }),
                (Some("W"), Some(code), Some(name)) => {
                    let Some(province) = units.today.last_mut() else {
                        continue;
                    };
                    let commune = Commune {
                        code,
                        name,
                        province: province.name.text,
                    };
                    let label = Label::new(name, Level::Commune);
                    province.communes.push((label, commune.clone()));
                    units.by_code.insert(code, commune);
                }
                _ => {}
            }
        }
        for line in before.lines() {
            units.read_before(line);
        }
        units
    }

    fn read_before(&mut self, line: &'static str) {
        let fields: Vec<&'static str> = line.split('\t').collect();
        let province = self.before.last_mut();
        match (fields.as_slice(), province) {
            (["P", code, name], _) => self.before.push(ProvinceBefore {
                code,
                name: Label::new(name, Level::Province),
                districts: vec![],
            }),
            (["D", name, earlier @ ..], Some(province)) => province.districts.push(District {
                name: Label::new(name, Level::District),
                earlier: earlier.first().copied().unwrap_or_default(),
                rows: vec![],
            }),
            (["W", names, targets, earlier @ ..], Some(province)) => {
                let Some(district) = province.districts.last_mut() else {
                    return;
                };
                let (name, spelled) = match names.split_once('=') {
                    Some((name, spelled)) => (name, Some(Label::new(spelled, Level::Commune))),
                    None => (*names, None),
                };
                district.rows.push(Row {
                    name: Label::new(name, Level::Commune),
                    spelled,
                    earlier: earlier.first().copied().unwrap_or_default(),
                    targets: targets.split(',').map(target).collect(),
                });
            }
            _ => {}
        }
    }

    /// The commune of today with this code.
    pub(super) fn commune(&self, code: &str) -> Option<Commune> {
        self.by_code.get(code).cloned()
    }

    /// The province of before with this name.
    pub(super) fn province_before(&self, name: &Name<'_>) -> Option<&ProvinceBefore> {
        let mut all = self.before.iter();
        all.find(|one| name.fits(&one.name) > 0).or_else(|| {
            let named = |(key, _): &&(&str, &str)| name.is_among(key);
            let (_, code) = PROVINCE_NAMES.iter().find(named)?;
            self.before.iter().find(|one| one.code == *code)
        })
    }

    /// The commune of today with these names; `None` where there is none, or more than one.
    pub(super) fn commune_today(&self, province: &Name<'_>, name: &Name<'_>) -> Option<Commune> {
        let named = |one: &&ProvinceToday| {
            let other = PROVINCE_NAMES.iter().filter(|(_, code)| *code == one.code);
            province.fits(&one.name) > 0 || other.clone().any(|(key, _)| province.is_among(key))
        };
        let province = self.today.iter().find(named)?;
        let communes = province.communes.iter();
        match best(communes, |(label, _)| name.fits(label)).as_slice() {
            [(_, one)] => Some(one.clone()),
            _ => None,
        }
    }

    #[cfg(test)]
    pub(super) fn sizes(&self) -> [usize; 4] {
        let districts = || self.before.iter().flat_map(|province| &province.districts);
        [
            self.today.len(),
            self.by_code.len(),
            self.before.len(),
            districts().map(|district| district.rows.len()).sum(),
        ]
    }

    #[cfg(test)]
    pub(super) fn targets(&self) -> impl Iterator<Item = (String, &Row)> {
        self.before.iter().flat_map(|province| {
            province.districts.iter().flat_map(move |district| {
                district.rows.iter().map(move |row| {
                    let names = [row.name.text, district.name.text, province.name.text];
                    let names: Vec<&str> = names.into_iter().filter(|n| !n.is_empty()).collect();
                    (names.join(", "), row)
                })
            })
        })
    }
}

fn target(code: &'static str) -> Target {
    match code.strip_suffix('?') {
        Some(code) => Target {
            code,
            agreed: false,
        },
        None => Target { code, agreed: true },
    }
}

/// The districts that fit best; by an earlier name where none does.
pub(super) fn districts(all: &'static [District], name: &Name<'_>) -> Vec<&'static District> {
    let found = best(all.iter(), |one| name.fits(&one.name));
    if !found.is_empty() {
        return found;
    }
    all.iter()
        .filter(|one| name.is_among(one.earlier))
        .collect()
}

impl District {
    /// The communes that fit best, and whether only an earlier name does.
    pub(super) fn communes(&self, name: &Name<'_>) -> Vec<(&Row, bool)> {
        let fit = |row: &&Row| {
            let other = row.spelled.as_ref().map_or(0, |one| name.fits(one));
            name.fits(&row.name).max(other)
        };
        let named = self.rows.iter().filter(|row| !row.name.text.is_empty());
        let found = best(named, |row| fit(&row));
        if !found.is_empty() {
            return found.into_iter().map(|row| (row, false)).collect();
        }
        let earlier = self.rows.iter().filter(|row| name.is_among(row.earlier));
        earlier.map(|row| (row, true)).collect()
    }

    /// The only row of a district that had no communes.
    pub(super) fn whole(&self) -> Option<&Row> {
        self.rows.first().filter(|row| row.name.text.is_empty())
    }
}

fn best<'a, T>(all: impl Iterator<Item = &'a T>, fit: impl Fn(&'a T) -> u8) -> Vec<&'a T> {
    let mut found: Vec<&'a T> = vec![];
    let mut top = 1;
    for one in all {
        let fits = fit(one);
        if fits > top {
            found.clear();
            top = fits;
        }
        if fits == top {
            found.push(one);
        }
    }
    found
}
