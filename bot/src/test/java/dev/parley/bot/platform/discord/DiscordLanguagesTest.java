package dev.parley.bot.platform.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bot.platform.discord.fake.FakeChannel;
import dev.parley.bot.platform.discord.fake.SentMessage;
import dev.parley.bot.words.Language;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is spoken to in which language. */
final class DiscordLanguagesTest extends DiscordTest {
    private static final List<String> LOCALES = List.of("en-US", "en-GB", "zh-CN", "es-ES", "es-419", "de", "fr", "ja");

    @ParameterizedTest
    @CsvSource({
        "en-GB, A new conversation begins here",
        "zh-CN, 从这里开始新的对话",
        "es-419, Aquí empieza una conversación nueva",
        "de, Hier beginnt ein neues Gespräch",
        "fr, Une nouvelle conversation commence ici",
        "ja, ここから新しい会話が始まります"
    })
    void answersACommandThatOnePersonSeesInThatPersonsLanguage(String locale, String said) throws InterruptedException {
        in(Language.EN, Map.of());
        discord.speaks(anna, locale);
        discord.slash(channel, anna, "new", Map.of());

        assertThat(said(channel, said).ephemeral()).isTrue();
    }

    @Test
    void answersInTheTeamsLanguageWhoeverSpeaksNoneThatItSpeaks() throws InterruptedException {
        in(Language.DE, Map.of());
        discord.speaks(anna, "it");
        discord.slash(channel, anna, "new", Map.of());

        said(channel, "Hier beginnt ein neues Gespräch");
    }

    @Test
    void answersInTheTeamsLanguageWhereAllSeeIt() throws InterruptedException {
        in(Language.DE, Map.of());
        discord.speaks(anna, "fr");
        discord.slash(channel, anna, "ask", Map.of("question", "Hello?", "persona", "nobody"));

        assertThat(said(channel, "Die Persona „nobody“ gibt es nicht").ephemeral())
                .isFalse();
    }

    @Test
    void refusesACommandInThePersonsLanguage() throws InterruptedException {
        in(Language.DE, Map.of("discord.allow.users", "99999999999999999"));
        discord.speaks(anna, "fr");
        discord.slash(channel, anna, "ask", Map.of("question", "Hello?"));

        assertThat(said(channel, "tu n’en fais pas encore partie").ephemeral()).isTrue();
    }

    @Test
    void answersAButtonInThePersonsLanguage() throws InterruptedException {
        in(Language.DE, Map.of());
        discord.mention(channel, anna, "Hello");
        SentMessage reply = finished(channel, 1);
        discord.speaks(anna, "es-ES");
        discord.button(reply.id(), "parley:good", anna);

        assertThat(reply.components().toString()).contains("Noch einmal");
        assertThat(said(channel, "Gracias, queda anotado.").ephemeral()).isTrue();
    }

    @Test
    void refusesAButtonWithTheReasonInThePersonsLanguage() throws InterruptedException {
        in(Language.EN, Map.of("discord.block.users", "1000012"));
        discord.mention(channel, anna, "Hello");
        SentMessage reply = finished(channel, 1);
        var ben = discord.user(1_000_012, "ben");
        discord.join(guild, ben);
        discord.speaks(ben, "ja");
        discord.button(reply.id(), "parley:regenerate", ben);

        assertThat(said(channel, "ここであなたに答えるようには設定されていません").ephemeral()).isTrue();
    }

    @Test
    void describesItsCommandsInEveryLanguage() throws InterruptedException {
        in(Language.FR, Map.of());

        List<JsonNode> described = discord.commands().stream()
                .filter(each -> each.path("type").asInt() == 1)
                .flatMap(DiscordLanguagesTest::withAllBelow)
                .toList();
        assertThat(described).hasSizeGreaterThan(20).allSatisfy(each -> {
            JsonNode all = each.path(each.has("value") ? "name_localizations" : "description_localizations");
            assertThat(all.fieldNames()).toIterable().as(each.toString()).containsExactlyInAnyOrderElementsOf(LOCALES);
            assertThat(each.path(each.has("value") ? "name" : "description").asText())
                    .isEqualTo(all.path("fr").asText())
                    .isNotEqualTo(all.path("en-US").asText());
        });
    }

    @Test
    void namesItsMenuInEveryLanguageAndIsCalledByTheEnglishName() throws InterruptedException {
        in(Language.FR, Map.of());
        discord.speaks(anna, "de");
        long message = discord.message(channel, anna, "Hello");
        discord.messageCommand(channel, anna, "Ask Parley", message);

        finished(channel, 1);
        assertThat(discord.commands())
                .filteredOn(each -> each.path("type").asInt() == 3)
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.path("name_localizations").fieldNames())
                        .toIterable()
                        .containsExactlyInAnyOrderElementsOf(LOCALES))
                .extracting(each -> each.path("name_localizations").path("de").asText())
                .containsExactlyInAnyOrder("Parley fragen", "Von hier aus weiter", "Warum diese Antwort?");
    }

    private void in(Language language, Map<String, String> more) throws InterruptedException {
        go(world.bot(12), settings(discord.token(), more), language);
        await().atMost(PATIENCE).until(() -> discord.commands().size() > 5);
    }

    private SentMessage said(FakeChannel place, String text) {
        return await().atMost(PATIENCE)
                .until(
                        () -> discord.ownMessages(place).stream()
                                .filter(each -> each.content().contains(text))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    /** A command, its sub-commands, their options and the choices of those. */
    private static Stream<JsonNode> withAllBelow(JsonNode command) {
        return Stream.concat(
                Stream.of(command),
                Stream.of("options", "choices")
                        .flatMap(each -> StreamSupport.stream(command.path(each).spliterator(), false))
                        .flatMap(DiscordLanguagesTest::withAllBelow));
    }
}
