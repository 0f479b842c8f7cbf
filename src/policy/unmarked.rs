//! The kinds of block that a policy tells apart, and what governs an unmarked one of each.

/// What governs an unmarked block of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnmarkedRule {
    /// The portion it continues.
    Inherit,
    /// The overall classification; for a continuation, that and the portion.
    Banner,
    /// Always withheld.
    Withhold,
    /// Always released.
    Release,
}

/// The kinds of block that a policy tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Continuations, lists and tables of a portion.
    Continuation,
    /// Headings.
    Heading,
    /// Message headers and banner lines; subject and authority lines have their own kinds.
    Header,
    /// Subject lines.
    Subject,
    /// `Classified By:` and `DECL:` lines.
    Authority,
    /// Free-standing paragraphs, lists and tables.
    Paragraph,
    /// Signatures and trailers.
    Signature,
    /// Markdown front matter.
    FrontMatter,
    /// Comments, definitions and footnotes that nothing refers to.
    Hidden,
    /// Page furniture, stamps and stray lines.
    Other,
}

impl Part {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::Continuation,
        Self::Heading,
        Self::Header,
        Self::Subject,
        Self::Authority,
        Self::Paragraph,
        Self::Signature,
        Self::FrontMatter,
        Self::Hidden,
        Self::Other,
    ];

    /// Its name in a policy, such as `front_matter`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Continuation => "continuation",
            Self::Heading => "heading",
            Self::Header => "header",
            Self::Subject => "subject",
            Self::Authority => "authority",
            Self::Paragraph => "paragraph",
            Self::Signature => "signature",
            Self::FrontMatter => "front_matter",
            Self::Hidden => "hidden",
            Self::Other => "other",
        }
    }

    /// The label of its key, such as `unmarked.front_matter`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Continuation => "unmarked.continuation",
            Self::Heading => "unmarked.heading",
            Self::Header => "unmarked.header",
            Self::Subject => "unmarked.subject",
            Self::Authority => "unmarked.authority",
            Self::Paragraph => "unmarked.paragraph",
            Self::Signature => "unmarked.signature",
            Self::FrontMatter => "unmarked.front_matter",
            Self::Hidden => "unmarked.hidden",
            Self::Other => "unmarked.other",
        }
    }
}

/// What governs unmarked blocks, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unmarked {
    /// Continuations, lists and tables of a portion.
    pub continuation: UnmarkedRule,
    /// Headings.
    pub heading: UnmarkedRule,
    /// Message headers and banner lines, the subject and the authority line apart.
    pub header: UnmarkedRule,
    /// Subject lines.
    pub subject: UnmarkedRule,
    /// `Classified By:` and `DECL:` lines.
    pub authority: UnmarkedRule,
    /// Free-standing paragraphs, lists and tables.
    pub paragraph: UnmarkedRule,
    /// Signatures and trailers.
    pub signature: UnmarkedRule,
    /// Markdown front matter.
    pub front_matter: UnmarkedRule,
    /// Comments, definitions and footnotes that nothing refers to.
    pub hidden: UnmarkedRule,
    /// Page furniture, stamps and stray lines.
    pub other: UnmarkedRule,
}

impl Default for Unmarked {
    /// Continuations inherit, hidden text stays, everything else goes by the overall classification.
    fn default() -> Self {
        Self {
            continuation: UnmarkedRule::Inherit,
            heading: UnmarkedRule::Banner,
            header: UnmarkedRule::Banner,
            subject: UnmarkedRule::Banner,
            authority: UnmarkedRule::Banner,
            paragraph: UnmarkedRule::Banner,
            signature: UnmarkedRule::Banner,
            front_matter: UnmarkedRule::Banner,
            hidden: UnmarkedRule::Withhold,
            other: UnmarkedRule::Banner,
        }
    }
}

impl Unmarked {
    /// What governs an unmarked block of kind `part`.
    #[must_use]
    pub fn of(&self, part: Part) -> UnmarkedRule {
        match part {
            Part::Continuation => self.continuation,
            Part::Heading => self.heading,
            Part::Header => self.header,
            Part::Subject => self.subject,
            Part::Authority => self.authority,
            Part::Paragraph => self.paragraph,
            Part::Signature => self.signature,
            Part::FrontMatter => self.front_matter,
            Part::Hidden => self.hidden,
            Part::Other => self.other,
        }
    }

    /// Sets what governs an unmarked block of kind `part`.
    pub fn set(&mut self, part: Part, rule: UnmarkedRule) {
        let slot = match part {
            Part::Continuation => &mut self.continuation,
            Part::Heading => &mut self.heading,
            Part::Header => &mut self.header,
            Part::Subject => &mut self.subject,
            Part::Authority => &mut self.authority,
            Part::Paragraph => &mut self.paragraph,
            Part::Signature => &mut self.signature,
            Part::FrontMatter => &mut self.front_matter,
            Part::Hidden => &mut self.hidden,
            Part::Other => &mut self.other,
        };
        *slot = rule;
    }
}
