package dev.parley.engine.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engine.core.Tokenizer;
import dev.parley.engine.fixture.RealModel;
import dev.parley.engine.fixture.TestLibrary;
import dev.parley.engine.llama.LlamaModel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The careful estimate, by its rule and beside a real tokenizer. */
final class TokenEstimateTest {

    private static final String ENGLISH = """
            The committee met on Tuesday to discuss the budget for the coming year, and nobody was surprised that the
            meeting went on until late. What had been a small disagreement in spring was by now a question of principle:
            should the library stay open on Sundays, or should the money go to the swimming pool? "I don't care," said
            Mrs. O'Neill, who obviously did, "as long as it's decided before Christmas (and not, as usual, afterwards)."
            """;
    private static final String GERMAN = """
            Die Straßenbahnhaltestelle am Bahnhofsvorplatz wird voraussichtlich bis Mitte Oktober wegen Gleisbauarbeiten
            nicht angefahren. Fahrgäste mit eingeschränkter Mobilität wenden sich bitte rechtzeitig an das
            Kundenzentrum; die Öffnungszeiten finden Sie auf unserer Internetseite. Für Unannehmlichkeiten, die durch die
            Verspätungen entstehen, bitten wir um Verständnis. Übrigens: Größere Gepäckstücke dürfen weiterhin mit.
            """;
    private static final String CHINESE = "今天下午三点我们在会议室讨论明年的预算。大家对图书馆周日是否开放有不同的意见,有人认为应该把钱用在游泳池上。"
            + "请各位同事提前阅读附件中的材料,如有问题请随时联系我。谢谢!会议结束后我们将一起去附近的餐厅吃晚饭。";
    private static final String JAPANESE = "明日の会議は午後三時からです。図書館を日曜日に開けるかどうか、まだ決まっていません。資料を先に読んでください。";
    private static final String RUSSIAN =
            "Заседание комитета состоялось во вторник и продолжалось до позднего вечера. Никто не удивился этому решению.";
    private static final String CODE = """
            public static Map<String, List<Integer>> indexOf(Path file) throws IOException {
                var result = new TreeMap<String, List<Integer>>();
                for (int i = 0; i < lines.size(); i++) {
                    String[] words = lines.get(i).split("\\\\W+");
                    for (String word : words) {
                        result.computeIfAbsent(word.toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(i + 1);
                    }
                }
                return result; // 0x1F, 3.14159, snake_case_name, CONSTANT_NAME, camelCaseName
            }
            def f(x):
            	return {k: v**2 for k, v in x.items() if v != None and k[:3] == 'abc'}
            """;
    private static final String JSON = """
            {"id":"8f14e45f-ceea-467f-a8d2-1b2c3d4e5f60","at":"2026-11-26T17:02:02.123Z","ok":true,"n":[1,22,333,4444,55555],
            "hash":"d41d8cd98f00b204e9800998ecf8427e","key":"QmFzZTY0IGlzIG5vdCBlbmNyeXB0aW9uLCBub3IgaXMgaXQgY29tcHJlc3Npb24="}
            """;
    private static final String MARKDOWN = """
            | Name | Größe | Preis |
            |:-----|------:|------:|
            | A    | 10 cm | 3,50 € |
            | B    |  7 cm | 12,00 € |

            ----------------------------------------
            * **bold**, _italic_, `code`, [link](https://example.org/a/b?c=d&e=f#g)
            ========================================
            """;

    @ParameterizedTest
    @CsvSource({"'', 0", "a, 1", "the, 1", "'the cat', 2", "123, 3", "a1b2, 4", "é, 2", "你, 3", "🙂, 4", "';;', 2"})
    void followsItsRule(String text, int tokens) {
        assertThat(TokenEstimate.of(text)).isEqualTo(tokens);
    }

    @Test
    void isNeverMoreThanTheBytes() {
        var random = new Random(7);
        for (int i = 0; i < 300; i++) {
            var text = random(random, 200);

            assertThat(TokenEstimate.of(text))
                    .as(text)
                    .isLessThanOrEqualTo(text.getBytes(StandardCharsets.UTF_8).length + 1);
        }
    }

    @Test
    @Tag("model")
    void isNotTooLowBesideTheSmallModelsTokenizerAndNotMuchTooHigh() {
        var texts = new TreeMap<>(Map.of(
                "english", ENGLISH,
                "german", GERMAN,
                "chinese", CHINESE,
                "japanese", JAPANESE,
                "russian", RUSSIAN,
                "code", CODE,
                "json", JSON,
                "markdown", MARKDOWN,
                "emoji", "🙂👍🏽👩‍👩‍👧‍👦🇩🇪 ok 🎉🎉🎉 ❤️",
                "blanks", " \t \n\t\t   \r\n \n\n\n     x\t\ty      \u00a0\u2003\u3000 z"));
        var random = new Random(11);
        for (int i = 0; i < 20; i++) {
            texts.put("random " + i, random(random, 300));
            texts.put("blanks " + i, blanks(random, 300));
        }
        var ratios = new TreeMap<String, Double>();
        try (var model = LlamaModel.load(TestLibrary.get(), RealModel.file(), 0);
                var tokenizer = new Tokenizer(model)) {
            texts.forEach((name, text) ->
                    ratios.put(name, TokenEstimate.of(text) / (double) tokenizer.tokenize(text).length));
        }

        assertThat(ratios.values()).allMatch(ratio -> ratio >= 1);
        assertThat(ratios.get("english")).isLessThan(2);
        assertThat(ratios.get("german")).isLessThan(2);
        assertThat(ratios.get("code")).isLessThan(2);
    }

    private static String random(Random random, int length) {
        var text = new StringBuilder();
        while (text.length() < length) {
            switch (random.nextInt(6)) {
                case 0 -> text.appendCodePoint(0x20 + random.nextInt(0x5f));
                case 1 -> text.appendCodePoint('a' + random.nextInt(26));
                case 2 -> text.appendCodePoint(0xa1 + random.nextInt(0x500));
                case 3 -> text.appendCodePoint(0x4e00 + random.nextInt(0x5000));
                case 4 -> text.appendCodePoint(0x1f300 + random.nextInt(0x300));
                default -> text.append(' ');
            }
        }
        return text.toString();
    }

    private static String blanks(Random random, int length) {
        var text = new StringBuilder();
        while (text.length() < length) {
            text.repeat(" \t\n\r".charAt(random.nextInt(4)), 1 + random.nextInt(random.nextBoolean() ? 2 : 30));
            if (random.nextInt(4) == 0) {
                text.append('x');
            }
        }
        return text.toString();
    }
}
