package dev.parley.engine.client;

import java.lang.Character.UnicodeScript;

/**
 * How many tokens a text has at most, in practice, where nobody counts them. The rule is made of what byte-level BPE and
 * SentencePiece vocabularies do, and is careful: too high a number costs some history, too low a one an error or, with a
 * server that cuts prompts without a word, the system prompt.
 *
 * <ul>
 *   <li>a word of ASCII letters: 1, and half a one for each letter after the third; a word whose case changes inside or that
 *       touches digits looks like a key or an identifier, which vocabularies hold little of: 0.75 for each letter;
 *   <li>each digit and each ASCII sign: 1;
 *   <li>a single space before something: nothing, since it is a part of it; a longer run of spaces: 1, and 1 more for
 *       each four; each tab and line break: 1;
 *   <li>other Latin letters, Greek and Cyrillic: 1.5; Chinese, Japanese and Korean: 2.5; all else its bytes in UTF-8,
 *       which is the most that any of these vocabularies makes of it.
 * </ul>
 */
final class TokenEstimate {

    private static final double FIRST_LETTERS = 1;
    private static final int OF_THEM = 3;
    private static final double LETTER = 0.5;
    private static final double LETTER_OF_A_KEY = 0.75;
    private static final double NEAR_LETTER = 1.5;
    private static final double EAST_ASIAN = 2.5;
    private static final int BLANKS_A_TOKEN = 4;

    private TokenEstimate() {}

    /** Tokens of a text, 0 for none. */
    static int of(String text) {
        double tokens = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int end = i + Character.charCount(character);
            if (isLetter(character)) {
                while (end < text.length() && isLetterOrDigit(text.charAt(end))) {
                    end++;
                }
                tokens += word(text, i, end);
            } else if (character == ' ') {
                while (end < text.length() && text.charAt(end) == ' ') {
                    end++;
                }
                boolean partOfAWord = end - i == 1 && end < text.length() && text.charAt(end) > ' ';
                tokens += partOfAWord ? 0 : 1 + (end - i - 1) / (double) BLANKS_A_TOKEN;
            } else {
                tokens += single(character);
            }
            i = end;
        }
        return (int) Math.ceil(tokens);
    }

    private static double word(String text, int from, int to) {
        boolean isKey = false;
        for (int i = from + 1; i < to; i++) {
            char letter = text.charAt(i);
            isKey |= !isLetter(letter) || (isUpper(letter) && !isUpper(text.charAt(i - 1)));
        }
        // Capitals throughout: vocabularies hold few of those.
        isKey |= to - from > OF_THEM && isUpper(text.charAt(from)) && isUpper(text.charAt(from + 1));
        int letters = to - from;
        return isKey
                ? Math.max(FIRST_LETTERS, letters * LETTER_OF_A_KEY + digits(text, from, to) * (1 - LETTER_OF_A_KEY))
                : FIRST_LETTERS + Math.max(0, letters - OF_THEM) * LETTER;
    }

    private static int digits(String text, int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            digits += isLetter(text.charAt(i)) ? 0 : 1;
        }
        return digits;
    }

    private static double single(int character) {
        if (character < 0x80) {
            return 1;
        }
        int bytes = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
        if (!Character.isLetter(character)) {
            return bytes;
        }
        return switch (UnicodeScript.of(character)) {
            case LATIN, GREEK, CYRILLIC -> Math.min(bytes, NEAR_LETTER);
            case HAN, HIRAGANA, KATAKANA, HANGUL -> Math.min(bytes, EAST_ASIAN);
            default -> bytes;
        };
    }

    private static boolean isLetter(int character) {
        return (character >= 'a' && character <= 'z') || isUpper(character);
    }

    private static boolean isUpper(int character) {
        return character >= 'A' && character <= 'Z';
    }

    private static boolean isLetterOrDigit(int character) {
        return isLetter(character) || (character >= '0' && character <= '9');
    }
}
