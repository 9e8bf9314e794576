package dev.parley.bot.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.platform.MessageSplitter.Part;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageSplitterTest {
    private static final List<String> PIECES = List.of(
            "word ",
            "another longer-word ",
            "A sentence that ends here. ",
            "\n",
            "\n\n",
            "\n\n# Heading\n\n",
            "\n- item\n",
            "\n  - nested item with words\n",
            "\n1. first\n",
            "\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
            "\n```java\nint x = 1;\n\nreturn x;\n```\n",
            "\n~~~~\ntilde code\n~~~~\n",
            "\n```\n",
            "\n---\n",
            "[a link](https://example.org/a/path?q=1) ",
            "https://example.org/some/long/path ",
            "`inline code` ",
            "<@123456789012345678> ",
            "<:smile:123456789012345678> ",
            "👨‍👩‍👧‍👦 ",
            "🇩🇪🇫🇷 ",
            "e\u0301e\u0301 ",
            "漢字仮名交じり文には空白がない。次の文。",
            "x".repeat(300) + " ");

    private static String text(Random random) {
        return text(PIECES, random);
    }

    private static String text(List<String> pieces, Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(120);
        for (int i = 0; i < length; i++) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    private static String joined(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            List<String> lines = part.text().lines().toList();
            text.append(String.join(
                            "\n", lines.subList(part.reopened() ? 1 : 0, lines.size() - (part.closed() ? 1 : 0))))
                    .append('\n');
        }
        return text.toString();
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500, 2000})
    void keepsEveryWordOfTenThousandTextsAndFits(int limit) {
        MessageSplitter splitter = new MessageSplitter(limit);
        for (int seed = 0; seed < 3_400; seed++) {
            String text = text(new Random(seed));
            List<Part> parts = splitter.split(text);

            assertThat(parts).as("seed %d", seed).allSatisfy(part -> {
                assertThat(part.text()).isNotBlank();
                assertThat(part.text().codePointCount(0, part.text().length())).isLessThanOrEqualTo(limit);
            });
            assertThat(withoutSpace(joined(parts))).as("seed %d", seed).isEqualTo(withoutSpace(text));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void changesOnlyTheLastMessageWhileTheTextGrows(int limit) {
        MessageSplitter splitter = new MessageSplitter(limit);
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            String text = text(random);
            List<Part> whole = splitter.split(text);
            for (int i = 0; i < 5; i++) {
                int end = random.nextInt(text.length() + 1);
                List<Part> early = splitter.split(text.substring(0, end));
                if (early.size() > 1) {
                    assertThat(whole.subList(0, early.size() - 1))
                            .as("seed %d up to %d", seed, end)
                            .isEqualTo(early.subList(0, early.size() - 1));
                }
            }
        }
    }

    @Test
    void neverCutsAThingInTwo() {
        Pattern whole = Pattern.compile(
                "\\[a link]\\(https://example\\.org/a/path\\?q=1\\)|https://example\\.org/some/long/path"
                        + "|`inline code`|<@123456789012345678>|<:smile:123456789012345678>|👨‍👩‍👧‍👦|🇩🇪|🇫🇷|e\u0301");
        MessageSplitter splitter = new MessageSplitter(200);
        // In code nothing is a link.
        List<String> prose = PIECES.stream()
                .filter(piece -> !piece.contains("```") && !piece.contains("~~~"))
                .toList();
        for (int seed = 0; seed < 2_000; seed++) {
            String text = text(prose, new Random(seed));
            assertThat(splitter.split(text).stream()
                            .flatMap(part -> whole.matcher(part.text()).results())
                            .count())
                    .as("seed %d", seed)
                    .isEqualTo(whole.matcher(text).results().count());
        }
    }

    @Test
    void leavesAShortTextAsItIs() {
        assertThat(new MessageSplitter(200).split("Hello\n\n```java\nx\n"))
                .containsExactly(new Part("Hello\n\n```java\nx", false, false));
        assertThat(new MessageSplitter(200).split(" \n ")).isEmpty();
    }

    @Test
    void reopensTheCodeFenceInTheNextMessage() {
        String code = "int count = 0;\n".repeat(30);
        List<Part> parts = new MessageSplitter(200).split("Look:\n```java\n" + code + "```\nDone.");

        assertThat(parts).hasSizeGreaterThan(2);
        assertThat(parts.getFirst().text()).startsWith("Look:\n```java\n").endsWith("int count = 0;\n```");
        assertThat(parts.get(1).text()).startsWith("```java\nint count = 0;\n");
        assertThat(parts.getLast().text()).endsWith("```\nDone.");
        assertThat(parts.getLast().closed()).isFalse();
    }

    @Test
    void keepsALongerMarkerForAFenceThatNeedsIt() {
        List<Part> parts = new MessageSplitter(200).split("````md\n" + "```\nx\n```\n".repeat(40) + "````\n");

        assertThat(parts.get(1).text()).startsWith("````md\n");
        assertThat(parts.getFirst().text()).endsWith("\n````");
    }

    @Test
    void cutsBetweenParagraphsWhereItCan() {
        String paragraph = "Some words in a row. ".repeat(6).strip();
        List<Part> parts = new MessageSplitter(200).split(paragraph + "\n\n" + paragraph + "\n\n" + paragraph);

        assertThat(parts).extracting(Part::text).containsExactly(paragraph, paragraph, paragraph);
    }

    @Test
    void keepsATableWholeWhereItFits() {
        String table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n".repeat(8);
        List<Part> parts = new MessageSplitter(200).split("Words before it. ".repeat(8) + "\n" + table + "\nAfter it.");

        assertThat(parts.get(1).text()).startsWith("| a | b |").contains(table.strip());
    }

    @Test
    void cutsALongWordBetweenCharacters() {
        List<Part> parts = new MessageSplitter(200).split("👨‍👩‍👧‍👦".repeat(60));

        assertThat(parts)
                .allSatisfy(part -> assertThat(part.text().length() % "👨‍👩‍👧‍👦".length())
                        .isZero());
    }

    @Test
    void takesAMegabyteInItsStride() {
        String text = text(new Random(1)).repeat(500);

        assertThat(withoutSpace(joined(new MessageSplitter(2000).split(text)))).hasSameSizeAs(withoutSpace(text));
    }
}
