//! `\p{…}`: the names that PCRE2 10.46 knows.

use super::{Parser, RegexFault, Step};
use crate::regex::ast::SetItem;

/// The longest name that PCRE2 reads.
const MAX_NAME: usize = 49;

/// General categories, and what PCRE2 adds.
const GENERAL: &str = "\
any c cc cf cn co cs l l& lc ll lm lo lt lu m mc me mn n nd nl no p pc pd pe pf pi po ps s sc sk sm \
so xan xps xsp xuc xwd z zl zp zs";

/// Properties that a character has or has not.
const BINARY: &str = "\
ahex alpha alphabetic ascii asciihexdigit bidic bidicontrol bidim bidimirrored cased caseignorable \
changeswhencasefolded changeswhencasemapped changeswhenlowercased changeswhentitlecased \
changeswhenuppercased ci cwcf cwcm cwl cwt cwu dash defaultignorablecodepoint dep deprecated di dia \
diacritic ebase ecomp emod emoji emojicomponent emojimodifier emojimodifierbase emojipresentation \
epres ext extendedpictographic extender extpict graphemebase graphemeextend graphemelink grbase \
grext grlink hex hexdigit idc idcompatmathcontinue idcompatmathstart idcontinue ideo ideographic ids \
idsb idsbinaryoperator idst idstart idstrinaryoperator idsu idsunaryoperator incb joinc joincontrol \
loe logicalorderexception lower lowercase math mcm modifiercombiningmark nchar noncharactercodepoint \
patsyn patternsyntax patternwhitespace patws pcm prependedconcatenationmark qmark quotationmark \
radical regionalindicator ri sd sentenceterminal softdotted space sterm term terminalpunctuation \
uideo unifiedideograph upper uppercase variationselector vs whitespace wspace xidc xidcontinue xids \
xidstart";

/// Classes of direction.
const BIDI: &str = "\
bidial bidian bidib bidibn bidics bidien bidies bidiet bidifsi bidil bidilre bidilri bidilro bidinsm \
bidion bidipdf bidipdi bidir bidirle bidirli bidirlo bidis bidiws";

/// Scripts, by their names and their codes.
const SCRIPTS: &str = "\
adlam adlm aghb ahom anatolianhieroglyphs arab arabic armenian armi armn avestan avst bali balinese \
bamu bamum bass bassavah batak batk beng bengali bhaiksuki bhks bopo bopomofo brah brahmi brai \
braille bugi buginese buhd buhid cakm canadianaboriginal cans cari carian caucasianalbanian chakma \
cham cher cherokee chorasmian chrs common copt coptic cpmn cprt cuneiform cypriot cyprominoan \
cyrillic cyrl deseret deva devanagari diak divesakuru dogr dogra dsrt dupl duployan egyp \
egyptianhieroglyphs elba elbasan elym elymaic ethi ethiopic gara garay geor georgian glag glagolitic \
gong gonm goth gothic gran grantha greek grek gujarati gujr gukh gunjalagondi gurmukhi guru \
gurungkhema han hang hangul hani hanifirohingya hano hanunoo hatr hatran hebr hebrew hira hiragana \
hluw hmng hmnp hung imperialaramaic inherited inscriptionalpahlavi inscriptionalparthian ital java \
javanese kaithi kali kana kannada katakana kawi kayahli khar kharoshthi khitansmallscript khmer khmr \
khoj khojki khudawadi kiratrai kits knda krai kthi lana lao laoo latin latn lepc lepcha limb limbu \
lina linb lineara linearb lisu lyci lycian lydi lydian mahajani mahj maka makasar malayalam mand \
mandaic mani manichaean marc marchen masaramgondi medefaidrin medf meeteimayek mend mendekikakui \
merc mero meroiticcursive meroitichieroglyphs miao mlym modi mong mongolian mro mroo mtei mult \
multani myanmar mymr nabataean nagm nagmundari nand nandinagari narb nbat newa newtailue nko nkoo \
nshu nushu nyiakengpuachuehmong ogam ogham olchiki olck oldhungarian olditalic oldnortharabian \
oldpermic oldpersian oldsogdian oldsoutharabian oldturkic olduyghur olonal onao oriya orkh orya \
osage osge osma osmanya ougr pahawhhmong palm palmyrene pauc paucinhau perm phag phagspa phli phlp \
phnx phoenician plrd prti psalterpahlavi qaac qaai rejang rjng rohg runic runr samaritan samr sarb \
saur saurashtra sgnw sharada shavian shaw shrd sidd siddham signwriting sind sinh sinhala sogd \
sogdian sogo sora sorasompeng soyo soyombo sund sundanese sunu sunuwar sylo sylotinagri syrc syriac \
tagalog tagb tagbanwa taile taitham taiviet takr takri tale talu tamil taml tang tangsa tangut tavt \
telu telugu tfng tglg thaa thaana thai tibetan tibt tifinagh tirh tirhuta tnsa todhri todr toto \
tulutigalari tutg ugar ugaritic unknown vai vaii vith vithkuqi wancho wara warangciti wcho xpeo xsux \
yezi yezidi yi yiii zanabazarsquare zanb zinh zyyy zzzz";

impl Parser<'_> {
    /// `\pL`, `\p{Lu}`, `\p{^Lu}`; the letter is read.
    pub(super) fn property(&mut self, negated: bool, start: usize) -> Step<SetItem> {
        let Some(first) = self.bump() else { return self.fault(RegexFault::MalformedProperty, start) };
        let (name, key, inverted) = match first {
            '{' => {
                let from = self.at;
                let (key, inverted) = self.loose_name(start)?;
                let name = self.text.get(from..self.at.saturating_sub(1)).unwrap_or_default();
                let bare = name.trim_start_matches(is_ignored);
                let name = if inverted { bare.strip_prefix('^').unwrap_or(bare) } else { name };
                (name.to_owned(), key, inverted)
            }
            letter if letter.is_ascii_alphabetic() => {
                (letter.to_string(), letter.to_ascii_lowercase().to_string(), false)
            }
            _ => return self.fault(RegexFault::MalformedProperty, start),
        };
        if !is_known(&key) {
            return self.fault(RegexFault::UnknownProperty, start);
        }
        // Without regard to case, upper, lower and title case are one.
        let name = match key.as_str() {
            "lu" | "ll" | "lt" if self.options.caseless => "L&".to_owned(),
            _ => name,
        };
        Ok(SetItem::Property { name, negated: negated != inverted })
    }

    /// A name up to its brace: case, blanks, `-` and `_` do not count. And whether `^` stood before it.
    fn loose_name(&mut self, start: usize) -> Step<(String, bool)> {
        let mut key = String::new();
        let mut inverted = false;
        loop {
            match self.bump() {
                Some('}') => return Ok((key, inverted)),
                Some(ignored) if is_ignored(ignored) => {}
                Some('^') if key.is_empty() && !inverted => inverted = true,
                Some(letter @ '&'..='z') if key.len() < MAX_NAME => key.push(letter.to_ascii_lowercase()),
                _ => return self.fault(RegexFault::MalformedProperty, start),
            }
        }
    }
}

fn is_ignored(character: char) -> bool {
    matches!(character, '_' | '-' | ' ' | '\t'..='\r')
}

fn is_known(key: &str) -> bool {
    let one_of = |names: &str, key: &str| !key.is_empty() && names.split(' ').any(|name| name == key);
    let any = |key: &str| [GENERAL, BINARY, BIDI, SCRIPTS].iter().any(|names| one_of(names, key));
    match key.split_once([':', '=']) {
        None => any(key),
        Some(("sc" | "script" | "scx" | "scriptextensions", script)) => one_of(SCRIPTS, script),
        Some(("bc" | "bidiclass", class)) => any(&format!("bidi{class}")),
        Some(_) => false,
    }
}

/// The names, and what may stand before them.
#[cfg(test)]
pub(super) fn all_names() -> [(&'static str, &'static [&'static str]); 4] {
    let script: &[&str] = &["", "sc:", "Script=", "scx:", "Script_Extensions = ", "gc=", "bc="];
    [(GENERAL, &["", "^", "gc=", "sc:"]), (BINARY, &["", "sc="]), (BIDI, &["", "bc="]), (SCRIPTS, script)]
}
