package dev.parley.bot.platform.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.parley.bot.attachment.ReadAttachments.TextFile;
import dev.parley.bot.platform.slack.SlackMessage.Place;
import dev.parley.bot.platform.slack.fake.FakeChannel;
import dev.parley.bot.platform.slack.fake.FakeFile;
import dev.parley.bot.platform.slack.fake.FakeSlack;
import dev.parley.bot.platform.slack.fake.FakeUser;
import dev.parley.bot.responder.Material;
import dev.parley.bot.responder.Material.Gathered;
import dev.parley.bot.words.Words;
import dev.parley.engine.client.Cancellation;
import dev.parley.persistence.Database;
import dev.parley.persistence.Quotation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What belongs to a message: its files, and what was said before it. */
final class SlackMaterialTest {
    private final FakeSlack slack = FakeSlack.start();
    private final FakeUser ada = slack.user("Ada");
    private final FakeUser ben = slack.user("Ben");
    private final FakeChannel general = slack.channel("general");
    private final Database database = Database.inMemory();
    private final Wired wired = new Wired(slack, Map.of());
    private SlackMaterial material;

    @BeforeEach
    void wire() throws InterruptedException {
        SlackSelf self = wired.self();
        material = new SlackMaterial(
                wired.settings,
                wired.web,
                self,
                new SlackAddressing(self, database.conversations(), wired.people(), _ -> false),
                Words.english());
    }

    @AfterEach
    void close() {
        material.close();
        database.close();
        wired.close();
        slack.close();
    }

    private SlackMessage message(String ts, String thread, String text, SlackFile... files) {
        return new SlackMessage(
                general.id(), Place.CHANNEL, ts, thread, "", ada.id(), "", "", "", text, List.of(files));
    }

    private SlackMessage mention(String ts, String thread) {
        return message(ts, thread, slack.botUser().mention() + " what do you say?");
    }

    private static Gathered gather(Material material) throws InterruptedException {
        return material.gather(new Cancellation());
    }

    private static List<String> texts(Gathered gathered) {
        return gathered.said().stream().map(Quotation::text).toList();
    }

    @Test
    void aMentionInAThreadBringsWhatWasSaidThere() throws Exception {
        String root = slack.says(ada, general, "the build is red");
        slack.says(ben, general, "since <@" + ada.id() + ">'s change", root);
        String asked = slack.says(ada, general, slack.botUser().mention() + " what do you say?", root);

        Gathered gathered = gather(material.of(mention(asked, root)));

        assertThat(texts(gathered)).containsExactly("the build is red", "since @Ada's change");
        assertThat(gathered.said()).extracting(said -> said.author().name()).containsExactly("Ada", "Ben");
        assertThat(gathered.said().getFirst().externalId()).isEqualTo(general.id() + ":" + root);
        assertThat(gathered.notes()).isEmpty();
    }

    @Test
    void onlySinceParleysLastMessage() throws Exception {
        String root = slack.says(ada, general, "old");
        wired.web.call(
                "chat.postMessage",
                client -> client.chatPostMessage(
                        post -> post.channel(general.id()).threadTs(root).text("my answer")));
        slack.says(ben, general, "new", root);
        String asked = slack.says(ada, general, slack.botUser().mention() + " well?", root);

        assertThat(texts(gather(material.of(mention(asked, root))))).containsExactly("new");
    }

    @Test
    void theNewestOfALongThread() throws Exception {
        String root = slack.says(ada, general, "root");
        for (int i = 1; i <= 230; i++) {
            slack.says(ben, general, "reply " + i, root);
        }
        String asked = slack.says(ada, general, slack.botUser().mention() + " well?", root);

        assertThat(texts(gather(material.of(mention(asked, root)))))
                .hasSize(50)
                .startsWith("reply 181")
                .endsWith("reply 230");
    }

    @Test
    void aThreadInWhichParleyTakesPartIsInItsLogAlready() throws Exception {
        String root = slack.says(ada, general, "root");
        String more = slack.says(ada, general, "and now?", root);

        assertThat(gather(material.of(message(more, root, "and now?"))).said()).isEmpty();
        assertThat(slack.requests("conversations.replies")).isEmpty();
    }

    @Test
    void saysThatItCannotReadWhatWasSaid() throws Exception {
        slack.faults().withoutScope("channels:history");

        Gathered gathered = gather(material.of(mention("1700000001.000001", "1700000000.000001")));

        assertThat(gathered.said()).isEmpty();
        assertThat(gathered.notes()).singleElement().asString().startsWith("I could not read the earlier messages");
    }

    @Test
    void aMessageThatSomebodyPointsAtStandsAlone() throws Exception {
        String root = slack.says(ada, general, "root");

        assertThat(texts(gather(material.only(message("1800000000.000001", root, "this one")))))
                .containsExactly("this one");
    }

    @Test
    void orAtTheEndOfItsThread() throws Exception {
        String root = slack.says(ada, general, "root");
        String at = slack.says(ben, general, "this one", root);
        slack.says(ada, general, "later", root);

        assertThat(texts(gather(material.upTo(message(at, root, "this one"))))).containsExactly("root", "this one");
    }

    @Test
    void readsFilesWithTheToken() throws Exception {
        slack.shares(ada, general, "look", "", FakeFile.text("notes.txt", "remember the milk"));
        var shared = slack.messages(general).getLast();

        Gathered gathered = gather(material.of(
                message("1.2", "", "look", SlackFile.of(shared.files().get(0)))));

        assertThat(gathered.files()).containsExactly(new TextFile("notes.txt", "remember the milk"));
        assertThat(gathered.notes()).isEmpty();
    }

    @Test
    void sendsTheTokenToNobodyElse() throws Exception {
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.start();
        try {
            String url = "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/notes.txt";
            Gathered gathered = gather(material.of(message("1.2", "", "look", file(url, false, true))));

            assertThat(gathered.files()).isEmpty();
            assertThat(gathered.notes()).singleElement().asString().contains("does not lie with the chat platform");
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void saysThatAFileIsGone() throws Exception {
        Gathered gathered = gather(material.of(message("1.2", "", "look", file("", false, false))));

        assertThat(gathered.notes()).containsExactly("notes.txt was not read: the chat platform has it no more.");
    }

    private static SlackFile file(String url, boolean ask, boolean there) {
        return new SlackFile("F1", "notes.txt", url, 10, "text/plain", ask, there);
    }
}
