//! From what is written to what holds: markings are read, patterns compiled, and what can never match is refused.

use super::error::PolicyErrorKind as Kind;
use super::model::{
    Action, Declassification, Mask, Part, Place, Policy, Reasons, Spill, Unmarked, UnmarkedRule,
};
use super::reader::{Reader, suggestion};
use super::resolver::Resolver;
use super::rule::{Effect, Pattern, PatternError, Rule, Unit, When};
use super::source::{
    At, DeclassificationSource, EntrySource, MaskSource, PolicySource, ReasonsSource, RuleSource, TestSource,
    WhenSource,
};
use super::test_case::{TestCase, TestText};
use super::tighten;
use crate::document::Format;
use crate::marking::{Entry, Marking, read_portion, within};
use crate::scheme::Scheme;
use crate::span::Span;
use std::collections::BTreeMap;

/// Compiles a policy. Mistakes go to `reader`; the outcome is of use only where there is none.
pub(super) fn compile(
    reader: &mut Reader<'_>,
    text: &str,
    source: PolicySource,
    base: Option<Policy>,
    resolver: &dyn Resolver,
) -> Option<Policy> {
    let scheme = match &source.scheme {
        Some(name) => scheme(reader, name, resolver)?,
        None => base.as_ref().map_or_else(Scheme::us, |b| b.scheme.clone()),
    };
    let mut places = BTreeMap::new();
    let releasable = releasable(reader, &scheme, &source, base.as_ref(), &mut places);
    let mut policy = Policy {
        id: source
            .id
            .as_ref()
            .map_or_else(|| stem(reader.file()), |id| id.value.clone()),
        title: source.title.map(|t| t.value),
        text: text.to_owned(),
        bases: base
            .iter()
            .flat_map(|b| std::iter::once(b.text.clone()).chain(b.bases.clone()))
            .collect(),
        releasable,
        action: Action::Mask,
        mask: Mask::default(),
        reasons: Reasons::default(),
        unmarked: Unmarked::default(),
        remark_banner: true,
        caption: None,
        rules: Vec::new(),
        declassification: Declassification::default(),
        spill: Spill::default(),
        tests: Vec::new(),
        places: BTreeMap::new(),
        scheme,
    };
    if let Some(base) = &base {
        policy.inherit(base, &places);
    }
    policy.places.append(&mut places);
    if let Some(id) = &source.id {
        identifier(reader, id, "id");
    }
    if let Some(action) = source.action {
        policy.action = action.value;
        note(reader, &mut policy, "action", action.span);
    }
    mask(reader, &mut policy, source.mask);
    reasons(reader, &mut policy, source.reasons);
    for (part, rule) in source.unmarked {
        policy.unmarked.set(part, rule.value);
        note(reader, &mut policy, part.label(), rule.span);
    }
    if let Some(remark) = source.remark {
        if let Some(banner) = remark.banner {
            policy.remark_banner = banner.value;
            note(reader, &mut policy, "remark.banner", banner.span);
        }
        if let Some(caption) = remark.caption {
            if caption.value.contains(['\n', '\r']) {
                reader.error(
                    Kind::UnknownValue,
                    caption.span,
                    "`remark.caption` must be one line",
                    None,
                );
            }
            note(reader, &mut policy, "remark.caption", caption.span);
            policy.caption = Some(caption.value);
        }
    }
    declassification(reader, &mut policy, source.declassification);
    if let Some(spill) = source.spill {
        for (label, span) in [
            ("spill.words", spill.words.as_ref().map(|w| w.span)),
            ("spill.names", spill.names.as_ref().map(|w| w.span)),
            ("spill.action", spill.action.as_ref().map(|w| w.span)),
        ] {
            if let Some(span) = span {
                note(reader, &mut policy, label, span);
            }
        }
        policy.spill.words = spill.words.map_or(policy.spill.words, |w| w.value);
        policy.spill.names = spill.names.map_or(policy.spill.names, |w| w.value);
        policy.spill.action = spill.action.map_or(policy.spill.action, |w| w.value);
    }
    for rule in source.rules {
        self::rule(reader, &mut policy, rule);
    }
    contradictions(reader, &policy);
    policy.tests = tests(reader, source.tests);
    if let Some(base) = &base {
        for loose in tighten::looser(base, &policy) {
            let span = policy
                .places
                .get(&loose.label)
                .filter(|p| p.file == reader.file())
                .map_or_else(Span::default, |p| reader_span(text, p));
            reader.error(
                Kind::Loosens,
                span,
                loose.message,
                Some(format!(
                    "a policy may only tighten the one it extends (`{}`)",
                    base.id
                )),
            );
        }
    }
    Some(policy)
}

impl Policy {
    /// Takes over from `base` everything; what the extending file writes replaces it later. `written` holds the places
    /// of what it has already written.
    fn inherit(&mut self, base: &Self, written: &BTreeMap<String, Place>) {
        self.action = base.action;
        self.mask = base.mask.clone();
        self.reasons = base.reasons.clone();
        self.unmarked = base.unmarked;
        self.remark_banner = base.remark_banner;
        self.caption.clone_from(&base.caption);
        self.rules.clone_from(&base.rules);
        self.declassification = base.declassification.clone();
        self.spill = base.spill;
        let own_list = written.keys().any(|label| label.starts_with("releasable"));
        self.places = base
            .places
            .iter()
            .filter(|(label, _)| !(own_list && label.starts_with("releasable")))
            .map(|(label, place)| (label.clone(), place.clone()))
            .collect();
    }
}

fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))
        .unwrap_or(name);
    name.to_owned()
}

fn place(reader: &Reader<'_>, span: Span) -> Place {
    let (line, column) = reader.place(span.start());
    Place {
        file: reader.file().to_owned(),
        line,
        column,
    }
}

/// The empty span at a place, for an error there.
fn reader_span(text: &str, place: &Place) -> Span {
    let before: usize = text
        .split_inclusive('\n')
        .take(place.line.saturating_sub(1))
        .map(str::len)
        .sum();
    let line = text.get(before..).unwrap_or_default();
    let within: usize = line
        .chars()
        .filter(|c| *c != '\u{feff}')
        .take(place.column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    let at = before.saturating_add(within).min(text.len());
    let word = text
        .get(at..)
        .unwrap_or_default()
        .split([' ', ':', ',', '\n', '\r', ']', '}'])
        .next()
        .unwrap_or_default();
    Span::new(at, at.saturating_add(word.len()))
}

fn note(reader: &Reader<'_>, policy: &mut Policy, label: &str, span: Span) {
    policy.places.insert(label.to_owned(), place(reader, span));
}

/// Letters, digits, `-` and `_`: so that an id is never taken for another label and survives every log.
fn identifier(reader: &mut Reader<'_>, id: &At<String>, what: &str) {
    let fine = id.value.len() <= 80
        && id
            .value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if !fine {
        reader.error(
            Kind::UnknownValue,
            id.span,
            format!("`{what}` may hold letters, digits, `-` and `_`, at most 80"),
            None,
        );
    }
}

fn scheme(reader: &mut Reader<'_>, name: &At<String>, resolver: &dyn Resolver) -> Option<Scheme> {
    if let Some(scheme) = Scheme::builtin(&name.value) {
        return Some(scheme);
    }
    let is_path =
        name.value.contains(['/', '\\']) || name.value.ends_with(".yaml") || name.value.ends_with(".yml");
    if !is_path {
        let known: Vec<&str> = Scheme::builtin_names().collect();
        reader.error(
            Kind::Scheme,
            name.span,
            format!("there is no scheme `{}`", name.value),
            Some(format!(
                "{}; or give the path of a scheme file",
                suggestion(&name.value, &known)
            )),
        );
        return None;
    }
    let (file, text) = match resolver.resolve(reader.file(), &name.value) {
        Ok(found) => found,
        Err(why) => {
            reader.error(
                Kind::Scheme,
                name.span,
                format!("cannot read the scheme: {why}"),
                None,
            );
            return None;
        }
    };
    match Scheme::from_yaml(&text) {
        Ok(scheme) => Some(scheme),
        Err(error) => {
            reader.error(Kind::Scheme, name.span, format!("{file}:{error}"), None);
            None
        }
    }
}

fn marking(reader: &mut Reader<'_>, scheme: &Scheme, text: &str, span: Span) -> Option<Marking> {
    let inner = text.trim();
    let inner = inner
        .strip_prefix('(')
        .and_then(|t| t.strip_suffix(')'))
        .unwrap_or(inner);
    let reading = read_portion(scheme, inner);
    if reading.look_alike {
        reader.error(
            Kind::UnknownMarking,
            span,
            format!("the marking `{text}` holds look-alike or invisible characters"),
            Some("type it again in plain letters".to_owned()),
        );
        return None;
    }
    if let Some(marking) = reading.known() {
        return Some(marking.clone());
    }
    let problem = reading.problems.first().map(|p| p.message.clone());
    let message = match &problem {
        Some(problem) => format!("`{text}` is not a marking that a policy can list: {problem}"),
        None => format!("`{text}` is not a marking of the scheme `{}`", scheme.name()),
    };
    let upper = text.to_uppercase();
    let help = (upper != text && read_portion(scheme, &upper).known().is_some())
        .then(|| format!("did you mean `{upper}`?"))
        .or_else(|| near_marking(scheme, text));
    reader.error(Kind::UnknownMarking, span, message, help);
    None
}

/// A known marking near to what is written.
fn near_marking(scheme: &Scheme, text: &str) -> Option<String> {
    let words = [
        "U",
        "C",
        "S",
        "TS",
        "R",
        "SBU",
        "FOUO",
        "LOU",
        "CUI",
        "LES",
        "NU",
        "NR",
        "NC",
        "NS",
        "CTS",
        "OFFICIAL",
        "SECRET",
        "CONFIDENTIAL",
        "UNCLASSIFIED",
        "PROTECTED",
        "PUBLIC",
        "INTERNAL",
        "TLP:CLEAR",
        "TLP:GREEN",
        "TLP:AMBER",
        "TLP:RED",
    ];
    let upper = text.trim().to_uppercase();
    words
        .into_iter()
        .filter(|w| read_portion(scheme, w).known().is_some())
        .map(|w| (strsim::damerau_levenshtein(&upper, w), w))
        .filter(|(d, w)| *d <= 1 || *d <= w.len() / 3)
        .min_by_key(|(d, w)| (*d, std::cmp::Reverse(w.len())))
        .map(|(_, w)| format!("did you mean `{w}`?"))
}

fn entry(reader: &mut Reader<'_>, scheme: &Scheme, entry: &At<EntrySource>, what: &str) -> Option<Entry> {
    match &entry.value {
        EntrySource::Exactly(text) => marking(reader, scheme, text, entry.span).map(Entry::Exactly),
        EntrySource::UpTo { up_to, allow, to } => {
            let level = marking(reader, scheme, &up_to.value, up_to.span)?;
            if !level.controls().is_empty() {
                reader.error(
                    Kind::UnknownMarking,
                    up_to.span,
                    format!("`up_to` takes a level without controls, not `{}`", up_to.value),
                    Some(format!("write {{ up_to: {}, allow: [...] }}", level.level())),
                );
                return None;
            }
            if !to.is_empty() && !allow.iter().any(|a| a.value == "REL TO") {
                reader.error(
                    Kind::Contradiction,
                    to.first().map_or(entry.span, |t| t.span),
                    format!("`{what}.to` names nations, and `allow` does not list REL TO"),
                    Some("add REL TO to `allow`".to_owned()),
                );
            }
            for control in allow {
                known_control(reader, scheme, &level, control);
            }
            for nation in to {
                let code = nation.value.len() >= 3 && nation.value.chars().all(|c| c.is_ascii_uppercase());
                if !code {
                    reader.error(
                        Kind::UnknownValue,
                        nation.span,
                        format!("`{}` is not a country code", nation.value),
                        Some("use three capital letters, such as GBR".to_owned()),
                    );
                }
            }
            Some(Entry::UpTo {
                level,
                allow: allow.iter().map(|a| a.value.clone()).collect(),
                to: to.iter().map(|t| t.value.clone()).collect(),
            })
        }
    }
}

/// A control that the scheme does not have would cover nothing: a mistake. `OWNER`, `JOINT` and `FGI` cover owners.
fn known_control(reader: &mut Reader<'_>, scheme: &Scheme, level: &Marking, control: &At<String>) {
    let data = scheme.data();
    let names: Vec<&str> = data
        .controls
        .iter()
        .flat_map(|c| [c.id.as_str(), c.banner.as_str(), c.name.as_str()])
        .chain(["OWNER", "JOINT", "FGI"])
        .collect();
    let with = |level: &str| {
        read_portion(scheme, &format!("{level}//{}", control.value))
            .known()
            .is_some_and(|m| !m.controls().is_empty())
    };
    if names.contains(&control.value.as_str()) {
        return;
    }
    // The vocabulary of compartments is open, so a slip of the pen would read as one: a near miss is a mistake.
    let help = suggestion(&control.value, &names);
    let near = help.starts_with("did you");
    if near || !with(level.level()) && !data.levels.iter().any(|l| with(&l.portion)) {
        reader.error(
            Kind::UnknownMarking,
            control.span,
            format!(
                "`{}` is not a control of the scheme `{}`",
                control.value,
                scheme.name()
            ),
            near.then_some(help),
        );
    }
}

fn releasable(
    reader: &mut Reader<'_>,
    scheme: &Scheme,
    source: &PolicySource,
    base: Option<&Policy>,
    places: &mut BTreeMap<String, Place>,
) -> Vec<Entry> {
    let Some(list) = &source.releasable else {
        if let Some(base) = base {
            return base.releasable.clone();
        }
        // A key that was there and could not be read has its own message.
        if !reader.errors.iter().any(|e| {
            e.message.contains("`releasable`") || e.help.as_deref() == Some("did you mean `releasable`?")
        }) {
            reader.error(
                Kind::MissingKey,
                Span::default(),
                "`releasable` is missing",
                Some("list the markings that may leave: releasable: [U]".to_owned()),
            );
        }
        return Vec::new();
    };
    places.insert("releasable".to_owned(), place(reader, list.span));
    let mut out: Vec<Entry> = Vec::new();
    for item in &list.value {
        let Some(entry) = entry(reader, scheme, item, "releasable") else {
            continue;
        };
        if let Some(first) = out.iter().position(|e| *e == entry) {
            reader.error(
                Kind::Unreachable,
                item.span,
                format!(
                    "this entry can never decide: it says the same as entry {}",
                    first.saturating_add(1)
                ),
                Some("remove one of them".to_owned()),
            );
            continue;
        }
        out.push(entry);
        places.insert(format!("releasable[{}]", out.len()), place(reader, item.span));
    }
    out
}

fn mask(reader: &mut Reader<'_>, policy: &mut Policy, source: Option<MaskSource>) {
    let Some(source) = source else { return };
    if let Some(text) = source.text {
        let mut rest = text.value.replace("{amount}", "").replace("{reason}", "");
        if let Some(at) = rest.find('{') {
            rest = rest.split_off(at);
            let name = rest.split_inclusive('}').next().unwrap_or_default();
            reader.error(
                Kind::UnknownValue,
                text.span,
                format!("`mask.text` knows {{amount}} and {{reason}}, not `{name}`"),
                None,
            );
        }
        if text.value.contains(['\n', '\r']) {
            reader.error(
                Kind::UnknownValue,
                text.span,
                "`mask.text` must be one line",
                None,
            );
        }
        note(reader, policy, "mask.text", text.span);
        policy.mask.text = text.value;
    }
    if let Some(amount) = source.amount {
        policy.mask.amount = amount.value;
        note(reader, policy, "mask.amount", amount.span);
    }
    if let Some(keep) = source.keep_number {
        policy.mask.keep_number = keep.value;
        note(reader, policy, "mask.keep", keep.span);
    }
    if let Some(merge) = source.merge {
        policy.mask.merge = merge.value;
        note(reader, policy, "mask.merge", merge.span);
    }
}

fn reasons(reader: &mut Reader<'_>, policy: &mut Policy, source: Option<ReasonsSource>) {
    let Some(source) = source else { return };
    if let Some(from_document) = source.from_document {
        policy.reasons.from_document = from_document.value;
        note(reader, policy, "reasons.from_document", from_document.span);
    }
    let mut seen: Vec<String> = Vec::new();
    for (mark, reason) in source.by_marking {
        let Some(marking) = marking(reader, &policy.scheme, &mark.value, mark.span) else {
            continue;
        };
        let portion = marking.portion().to_owned();
        if seen.contains(&portion) {
            reader.error(
                Kind::DuplicateKey,
                mark.span,
                format!("`{}` is another spelling of a marking above", mark.value),
                Some("keep one of them".to_owned()),
            );
            continue;
        }
        seen.push(portion.clone());
        policy.reasons.by_marking.retain(|(m, _)| *m != portion);
        note(
            reader,
            policy,
            &format!("reasons.by_marking.{portion}"),
            mark.span,
        );
        policy.reasons.by_marking.push((portion, reason.value));
    }
    if let Some(default) = source.default {
        note(reader, policy, "reasons.default", default.span);
        policy.reasons.default = default.value;
    }
}

fn declassification(reader: &mut Reader<'_>, policy: &mut Policy, source: Option<DeclassificationSource>) {
    let Some(source) = source else { return };
    let before = reader.errors.len();
    let broken = reader
        .errors
        .iter()
        .any(|e| e.message.contains("`declassification"));
    let target = &mut policy.declassification;
    let mut notes = Vec::new();
    if let Some(honour) = &source.honour {
        target.honour = honour.value;
        notes.push(("declassification.honour", honour.span));
    }
    if let Some(as_of) = &source.as_of {
        match as_of.value.parse::<jiff::civil::Date>() {
            Ok(date) if as_of.value.len() == 10 => target.as_of = Some(date),
            _ => reader.error(
                Kind::UnknownValue,
                as_of.span,
                format!("`{}` is not a date", as_of.value),
                Some("write year, month and day: 2026-11-23".to_owned()),
            ),
        }
        notes.push(("declassification.as_of", as_of.span));
    }
    if let Some(first) = source.events.first() {
        notes.push(("declassification.events", first.span));
        target.events = source.events.iter().map(|e| e.value.clone()).collect();
    }
    let useless = !target.honour && (source.as_of.is_some() || !source.events.is_empty());
    let nothing = target.honour && target.as_of.is_none() && target.events.is_empty();
    for (label, span) in notes {
        note(reader, policy, label, span);
    }
    let span = source
        .honour
        .as_ref()
        .map(|h| h.span)
        .or_else(|| source.as_of.as_ref().map(|a| a.span))
        .or_else(|| source.events.first().map(|e| e.span))
        .unwrap_or_default();
    let broken = broken || reader.errors.len() > before;
    if useless && !broken {
        reader.error(
            Kind::Contradiction,
            span,
            "`as_of` and `events` do nothing while `honour` is false",
            Some("write `honour: true`, or leave them out".to_owned()),
        );
    }
    if nothing && !broken {
        reader.error(
            Kind::MissingKey,
            span,
            "`declassification.honour` needs `as_of` or `events`",
            Some("name the day on which you look: as_of: 2026-11-23".to_owned()),
        );
    }
    if policy.declassification.honour && policy.scheme.name() != "us" {
        reader.error(
            Kind::Contradiction,
            span,
            format!("the scheme `{}` has no E.O. line to honour", policy.scheme.name()),
            None,
        );
    }
}

fn rule(reader: &mut Reader<'_>, policy: &mut Policy, source: RuleSource) {
    let id = source.id.clone();
    if let Some(id) = &id {
        identifier(reader, id, "rules.id");
    } else {
        reader.error(
            Kind::MissingKey,
            source.span,
            "this rule has no `id`",
            Some("give it a name that the record can show".to_owned()),
        );
    }
    let effect = match (source.withhold, source.release) {
        (Some(_), Some(release)) => {
            reader.error(
                Kind::Contradiction,
                release,
                "a rule withholds or releases, not both",
                Some("make two rules of it".to_owned()),
            );
            return;
        }
        (None, None) if source.broken => return,
        (None, None) => {
            reader.error(
                Kind::MissingKey,
                source.span,
                "this rule does not say what it does",
                Some("write `withhold: match | sentence | paragraph` or `release: paragraph`".to_owned()),
            );
            return;
        }
        (Some(unit), None) => Effect::Withhold(unit.value),
        (None, Some(span)) => {
            if source.reason.is_none() {
                reader.error(
                    Kind::MissingKey,
                    span,
                    "a rule that releases needs a `reason`",
                    Some("the reason goes into the record".to_owned()),
                );
            }
            Effect::Release
        }
    };
    let Some(when_source) = source.when else {
        // An unreadable `when` has its own message.
        if !reader.errors.iter().any(|e| e.message.contains("`rules.when`")) {
            reader.error(
                Kind::MissingKey,
                source.span,
                "this rule has no `when`",
                Some("say what it looks at: when: { text: 'PATTERN' }".to_owned()),
            );
        }
        return;
    };
    let Some(when) = when(reader, policy, &when_source, effect) else {
        return;
    };
    let Some(id) = id else { return };
    if let Some(place) = policy.places.get(&id.value)
        && policy.rule(&id.value).is_some()
    {
        let place = format!("{}:{}", place.file, place.line);
        reader.error(
            Kind::DuplicateKey,
            id.span,
            format!("there is a rule `{}` already, at {place}", id.value),
            Some("give this one another id".to_owned()),
        );
        return;
    }
    note(reader, policy, &id.value, source.span);
    policy.rules.push(Rule {
        id: id.value,
        effect,
        when,
        reason: source.reason.map(|r| r.value),
    });
}

fn when(reader: &mut Reader<'_>, policy: &Policy, source: &WhenSource, effect: Effect) -> Option<When> {
    let mut when = When::default();
    if let Some(text) = &source.text {
        match Pattern::new(&text.value) {
            Ok(pattern) => when.text = Some(pattern),
            Err(error) => {
                let kind = match error {
                    PatternError::TooLarge => Kind::PatternTooLarge,
                    PatternError::Syntax(_) | PatternError::Empty => Kind::Pattern,
                };
                let help = matches!(error, PatternError::Empty)
                    .then(|| "a pattern must need at least one character".to_owned());
                reader.error(kind, text.span, format!("`rules.when.text`: {error}"), help);
                return None;
            }
        }
    } else if let Effect::Withhold(Unit::Match | Unit::Sentence) = effect {
        reader.error(
            Kind::MissingKey,
            source.span,
            "a rule that withholds a match or a sentence needs `when.text`",
            Some("add a pattern, or write `withhold: paragraph`".to_owned()),
        );
        return None;
    }
    when.kind = source.kind.iter().map(|k| k.value).collect();
    for item in &source.marking {
        when.marking
            .push(entry(reader, &policy.scheme, item, "rules.when.marking")?);
    }
    if when.text.is_none() && when.marking.is_empty() && when.kind.is_empty() {
        return None;
    }
    reachable(reader, policy, source, &when, effect);
    Some(when)
}

/// A rule by marking must find text that it can change.
fn reachable(reader: &mut Reader<'_>, policy: &Policy, source: &WhenSource, when: &When, effect: Effect) {
    for (item, entry) in source.marking.iter().zip(&when.marking) {
        let Entry::Exactly(marking) = entry else { continue };
        let leaves = policy
            .releasable
            .iter()
            .any(|e| within(&policy.scheme, e, marking));
        let released_by_rule = policy.rules.iter().any(|r| r.effect == Effect::Release);
        match effect {
            Effect::Withhold(_) if !leaves && !released_by_rule => reader.error(
                Kind::Unreachable,
                item.span,
                format!(
                    "this rule can never match: `{}` is withheld already",
                    marking.portion()
                ),
                Some("`releasable` does not list it".to_owned()),
            ),
            Effect::Release if leaves => reader.error(
                Kind::Unreachable,
                item.span,
                format!(
                    "this rule can never match: `{}` leaves already",
                    marking.portion()
                ),
                Some("`releasable` lists it".to_owned()),
            ),
            Effect::Withhold(_) | Effect::Release => {}
        }
    }
}

/// Rules that look at the same and do the opposite, or the same twice; unmarked kinds that a rule cannot reach.
fn contradictions(reader: &mut Reader<'_>, policy: &Policy) {
    for (index, rule) in policy.rules.iter().enumerate() {
        let same = policy.rules.iter().take(index).find(|r| r.when == rule.when);
        let Some(other) = same else { continue };
        let span = policy
            .places
            .get(&rule.id)
            .filter(|p| p.file == reader.file())
            .map_or_else(Span::default, |p| reader_span(&policy.text, p));
        match (other.effect, rule.effect) {
            (Effect::Withhold(_), Effect::Release) | (Effect::Release, Effect::Withhold(_)) => reader.error(
                Kind::Contradiction,
                span,
                format!(
                    "rule `{}` does the opposite of rule `{}` for the same text",
                    rule.id, other.id
                ),
                Some("withholding would always win: remove one of them".to_owned()),
            ),
            _ => reader.error(
                Kind::Unreachable,
                span,
                format!("rule `{}` looks at the same text as rule `{}`", rule.id, other.id),
                Some("remove one of them".to_owned()),
            ),
        }
    }
    for rule in policy.rules.iter().filter(|r| r.effect == Effect::Release) {
        let only_released = !rule.when.kind.is_empty()
            && rule.when.marking.is_empty()
            && rule
                .when
                .kind
                .iter()
                .all(|p| policy.unmarked.of(*p) == UnmarkedRule::Release && *p != Part::Continuation);
        if only_released && let Some(place) = policy.places.get(&rule.id).filter(|p| p.file == reader.file())
        {
            let span = reader_span(&policy.text, place);
            reader.error(
                Kind::Unreachable,
                span,
                format!(
                    "rule `{}` can never release: `unmarked` releases these kinds already",
                    rule.id
                ),
                Some("remove the rule, or the `unmarked` key".to_owned()),
            );
        }
    }
}

/// Compiles tests.
pub(super) fn tests(reader: &mut Reader<'_>, list: Vec<TestSource>) -> Vec<TestCase> {
    let mut out: Vec<TestCase> = Vec::new();
    for (index, test) in list.into_iter().enumerate() {
        let text = match (test.text, test.file) {
            (Some(text), None) => TestText::Inline(text.value),
            (None, Some(file)) => TestText::File(file.value),
            (Some(_), Some(file)) => {
                reader.error(
                    Kind::Contradiction,
                    file.span,
                    "a test has `text` or `file`, not both",
                    None,
                );
                continue;
            }
            (None, None) => {
                reader.error(
                    Kind::MissingKey,
                    test.span,
                    "this test has no `text`",
                    Some("give it a text, or a `file`".to_owned()),
                );
                continue;
            }
        };
        let asserts = test.expect.is_some()
            || test.by.is_some()
            || test.reason.is_some()
            || test.spills.is_some()
            || !test.shows.is_empty()
            || !test.hides.is_empty();
        if !asserts && test.broken {
            continue;
        }
        if !asserts {
            reader.error(
                Kind::MissingKey,
                test.span,
                "this test expects nothing",
                Some("add `expect: release | withhold | in part`, `shows` or `hides`".to_owned()),
            );
            continue;
        }
        let format = match (&test.format, &text) {
            (Some(format), _) => format.value,
            (None, TestText::File(file)) if file.ends_with(".md") || file.ends_with(".markdown") => {
                Format::Markdown
            }
            (None, _) => Format::Text,
        };
        let values = |list: Vec<At<String>>| list.into_iter().map(|t| t.value).collect();
        let name = test
            .name
            .map_or_else(|| format!("test {}", index.saturating_add(1)), |n| n.value);
        out.push(TestCase {
            name,
            text,
            format,
            per_block: test.per_block,
            expect: test.expect.map_or_else(Vec::new, |e| e.value),
            by: test.by.map(|b| b.value),
            reason: test.reason.map(|r| r.value),
            shows: values(test.shows),
            hides: values(test.hides),
            spills: test.spills.map(|s| s.value),
            place: place(reader, test.span),
        });
    }
    out
}
