package dev.parley.engine.client;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Breaks strings that a server would take for control tokens. Parley's own engine keeps people's text apart from them;
 * other servers get one rendered prompt and parse it whole, so a person who writes {@code <|im_end|>} would end their
 * own message there and speak as somebody else. U+200B after a string's first character leaves it readable and makes
 * it no token: no vocabulary that we know has a control token with a zero-width space in it.
 *
 * <p>The shapes that are broken in any case are those of ChatML, Qwen, Llama 2, 3 and 4, Mistral, Gemma, Phi, DeepSeek,
 * GPT-OSS, Command-R, Granite, StarCoder, GLM, EXAONE, MiniMax and of BERT's and T5's descendants. Broken too is what
 * looks like one and is none ({@code <|anything|>}): a sign too many in a rare text costs less than a forged message.
 */
public final class ControlTokens {

    /** Breaks nothing: for Parley's own engine. */
    public static final ControlTokens NONE = new ControlTokens(false, List.of());

    /** Breaks the shapes of the families above: where the vocabulary is not at hand. */
    public static final ControlTokens KNOWN = new ControlTokens(true, List.of());

    private static final char BREAK = '\u200B';

    /** Full-width signs too: a tokenizer that normalises to NFKC makes them the plain ones. */
    private static final String LESS = "[<\uFF1C]";

    private static final String MORE = "[>\uFF1E]";
    private static final String BAR = "[|\uFF5C]";

    /** A token's name: no blanks, but what stands for one in a vocabulary. */
    private static final String NAME = "[^\\s<>\uFF1C\uFF1E]{1,80}";

    private static final Pattern SHAPES = Pattern.compile(String.join(
            "|",
            // <|im_start|>, <｜User｜>, <|turn>, <turn|>
            LESS + BAR + NAME + MORE,
            LESS + NAME + BAR + MORE,
            // Angle brackets alone are code and HTML as well, so these by name.
            LESS + "/?(?:s|bos|eos|pad|unk|mask|cls|sep|sop|eop|eod|eot|eoh|eoa|eom|think|"
                    + "BOS|EOS|PAD|UNK|MASK|CLS|SEP|PRE|SUF|MID|EOT|EOP|"
                    + "(?:BOS|EOS|PAD|UNK|CLS|SEP|MASK|EOP)_TOKEN|"
                    + "(?:start|end)_of_(?:turn|image|audio|text)|image_soft_token|audio_soft_token|"
                    + "(?:start|end)_function_(?:call|response|declaration)|escape|"
                    + "tool_calls?|tool_response|function_call|"
                    + "fim_(?:prefix|middle|suffix|pad)|filename|reponame|repo_name|file_sep|gh_stars|"
                    + "issue_(?:start|comment|closed)|jupyter_(?:start|text|code|output|script)|empty_output|"
                    + "commit_(?:before|msg|after)|extra_id_\\d{1,4}|reserved_\\d{1,4}|SPECIAL_\\d{1,4}|"
                    + "seed:[a-z_]{1,40}|mask:\\d{1,4}|unused\\d{1,5}|minimax:[a-z_]{1,40})" + MORE,
            LESS + "0x[0-9A-Fa-f]{2}" + MORE,
            // Llama 2's, which are plain text in its vocabulary and yet what it was taught
            LESS + LESS + "/?SYS" + MORE + MORE,
            // Mistral's, BERT's, GLM's, Gemma's
            "\\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|TOOL_RESULT|"
                    + "MODEL_SETTINGS|IMG|IMG_BREAK|IMG_END|AUDIO|BEGIN_AUDIO|PREFIX|MIDDLE|SUFFIX|THINK|ARGS|"
                    + "CALL_ID|CONTENT|REF|CLS|SEP|PAD|MASK|UNK|BOS|EOS|control_\\d+|gMASK|sMASK|@BOS@)\\]",
            // EXAONE's and MiniMax's
            "\\[" + BAR + "[^\\s\\[\\]]{1,80}" + BAR + "\\]",
            "\\][~!]!?b\\[|\\]~b\\]|\\[e~\\["));

    private final boolean shapes;
    private final List<String> tokens;

    private ControlTokens(boolean shapes, List<String> tokens) {
        this.shapes = shapes;
        this.tokens = tokens;
    }

    /**
     * Breaks the known shapes and these.
     *
     * @param tokens texts of a vocabulary's control tokens; blank ones and single characters are left alone, because
     *     breaking them would spoil every text
     * @return what breaks them
     */
    public static ControlTokens of(Collection<String> tokens) {
        var distinct = new TreeSet<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        tokens.stream()
                .filter(each -> !each.isBlank() && each.codePointCount(0, each.length()) > 1)
                .forEach(distinct::add);
        return new ControlTokens(true, List.copyOf(distinct));
    }

    /**
     * Breaks them.
     *
     * @param text of a person, a file, a name, or a reply
     * @return the text with U+200B after the first character of each; the very text where there is none
     */
    public String broken(String text) {
        if (!shapes) {
            return text;
        }
        var breaks = new TreeSet<Integer>();
        var shape = SHAPES.matcher(text);
        // From one character on: a shape may begin inside another one.
        for (int from = 0; from < text.length() && shape.find(from); from = shape.start() + 1) {
            breaks.add(text.offsetByCodePoints(shape.start(), 1));
        }
        for (String token : tokens) {
            for (int at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
                breaks.add(text.offsetByCodePoints(at, 1));
            }
        }
        if (breaks.isEmpty()) {
            return text;
        }
        var broken = new StringBuilder(text);
        breaks.descendingSet().forEach(at -> broken.insert((int) at, BREAK));
        return broken.toString();
    }
}
