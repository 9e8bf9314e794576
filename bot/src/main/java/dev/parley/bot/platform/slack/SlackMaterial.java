package dev.parley.bot.platform.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.Gson;
import com.slack.api.methods.Methods;
import com.slack.api.methods.response.conversations.ConversationsRepliesResponse;
import com.slack.api.util.json.GsonFactory;
import dev.parley.bot.attachment.Attachment;
import dev.parley.bot.attachment.AttachmentLimits;
import dev.parley.bot.attachment.AttachmentReader;
import dev.parley.bot.attachment.Origins;
import dev.parley.bot.attachment.ReadAttachments;
import dev.parley.bot.config.SlackSettings;
import dev.parley.bot.responder.Material;
import dev.parley.bot.responder.Material.Gathered;
import dev.parley.bot.words.Words;
import dev.parley.persistence.Incoming;
import dev.parley.persistence.Quotation;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What belongs to a message that is for Parley: its files, and what people had said before it in its thread. What Parley
 * said or answered itself is in its own log, so the way back ends there.
 */
final class SlackMaterial implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SlackMaterial.class);

    /** The newest of a thread. */
    private static final int LONGEST_THREAD = 50;

    /** Slack gives a thread from its beginning, so a long one takes several calls to get to its end. */
    private static final int PAGE = 200;

    private static final int MOST_PAGES = 10;

    private final SlackWeb web;
    private final SlackSelf self;
    private final SlackAddressing addressing;
    private final AttachmentReader attachments;
    private final Words words;
    private final Gson gson;
    private final ObjectMapper json = new ObjectMapper();

    SlackMaterial(SlackSettings settings, SlackWeb web, SlackSelf self, SlackAddressing addressing, Words words) {
        this.web = web;
        this.self = self;
        this.addressing = addressing;
        this.words = words;
        String token = Objects.requireNonNull(settings.botToken()).value();
        this.attachments = new AttachmentReader(
                AttachmentLimits.usual(), origins(settings, self), Map.of("Authorization", "Bearer " + token), words);
        this.gson = GsonFactory.createSnakeCase(web.slack().getConfig());
    }

    /**
     * The token goes nowhere but to Slack: its host for files, the workspace's own, to which that leads where somebody has
     * to sign in, and the server that stands in for Slack.
     */
    static Origins origins(SlackSettings settings, SlackSelf self) {
        Origins origins =
                Origins.ofHosts("files.slack.com", "files.slack-gov.com").and(URI.create(settings.apiUrl()));
        String workspace = host(self.url());
        return workspace.endsWith(".slack.com") || workspace.endsWith(".slack-gov.com")
                ? origins.and(URI.create("https://" + workspace + "/"))
                : origins;
    }

    private static String host(String url) {
        try {
            String host = URI.create(url).getHost();
            return host == null ? "" : host;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** What goes with a message that somebody wrote to Parley; a mention in a thread brings what was said there. */
    Material of(SlackMessage message) {
        boolean called = message.place() == SlackMessage.Place.CHANNEL
                && message.isInThread()
                && SlackInbound.mentions(message.text(), self.userId());
        return gathering(message, called ? () -> thread(message) : List::of);
    }

    /** A message that somebody points at, and what was said before it in its thread. */
    Material upTo(SlackMessage message) {
        return gathering(message, () -> {
            List<SlackMessage> said = message.isInThread() ? new ArrayList<>(thread(message)) : new ArrayList<>();
            said.add(message);
            return said;
        });
    }

    /** A message alone that somebody points at. */
    Material only(SlackMessage message) {
        return gathering(message, () -> List.of(message));
    }

    /** A message that somebody points at, by its place alone. */
    Material only(String channel, String thread, String ts) {
        return fetched(channel, thread, ts, this::only);
    }

    /** The same with what was said before it. */
    Material upTo(String channel, String thread, String ts) {
        return fetched(channel, thread, ts, this::upTo);
    }

    /** What belongs to a message that an earlier run took in. */
    Material again(Incoming message) {
        String ts = SlackMessage.ts(message.externalId());
        return ts == null
                ? Material.NONE
                : fetched(message.key().channel(), message.key().thread(), ts, this::of);
    }

    private Material fetched(String channel, String thread, String ts, Function<SlackMessage, Material> of) {
        return stop -> {
            try {
                SlackMessage found = find(channel, thread, ts).orElse(null);
                return (found == null ? Material.NONE : of.apply(found)).gather(stop);
            } catch (SlackCallException e) {
                log.info("a message cannot be read: {}", e.getMessage());
                return new Gathered(List.of(), List.of(), List.of(words.say("material.no-history")));
            }
        };
    }

    private Optional<SlackMessage> find(String channel, String thread, String ts) throws SlackCallException {
        ConversationsRepliesResponse answer = web.call(
                Methods.CONVERSATIONS_REPLIES,
                client -> client.conversationsReplies(ask -> ask.channel(channel)
                        .ts(thread.isEmpty() ? ts : thread)
                        .oldest(ts)
                        .latest(ts)
                        .inclusive(true)
                        .limit(PAGE)));
        for (JsonNode each : read(answer)) {
            if (each.path("ts").asText().equals(ts)) {
                return Optional.of(SlackMessage.of(each, channel, SlackMessage.Place.of("", channel)));
            }
        }
        return Optional.empty();
    }

    private interface Fetching {
        List<SlackMessage> fetch() throws SlackCallException;
    }

    private Material gathering(SlackMessage message, Fetching fetching) {
        return stop -> {
            List<String> notes = new ArrayList<>();
            List<Quotation> said = said(fetching, notes);
            List<Attachment> files = new ArrayList<>();
            for (SlackFile file : message.files()) {
                attachment(file, notes, files);
            }
            ReadAttachments read = attachments.read(files, stop);
            notes.addAll(read.notes());
            return new Gathered(said, read.files(), notes);
        };
    }

    private void attachment(SlackFile file, List<String> notes, List<Attachment> files) {
        try {
            SlackFile known = file.mustBeAskedFor() ? ask(file) : file;
            if (known.isThere()) {
                files.add(new Attachment(
                        known.name(), known.url(), known.size(), known.type().isEmpty() ? null : known.type()));
                return;
            }
        } catch (SlackCallException | JsonProcessingException e) {
            log.info("Slack does not tell of a file: {}", e.getMessage());
        }
        notes.add(words.say("attachment.gone", shown(file.name())));
    }

    private SlackFile ask(SlackFile file) throws SlackCallException, JsonProcessingException {
        var answer = web.call(Methods.FILES_INFO, client -> client.filesInfo(ask -> ask.file(file.id())));
        return SlackFile.of(json.readTree(gson.toJson(answer.getFile())));
    }

    private static String shown(String name) {
        String line = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return line.length() <= 60 ? line : line.substring(0, 60) + "…";
    }

    private List<Quotation> said(Fetching fetching, List<String> notes) {
        List<Quotation> said = new ArrayList<>();
        try {
            for (SlackMessage each : fetching.fetch()) {
                String text = addressing.text(each);
                if (!text.isEmpty()) {
                    said.add(new Quotation(addressing.author(each), each.externalId(), text));
                }
            }
        } catch (SlackCallException e) {
            log.info("earlier messages cannot be read: {}", e.getMessage());
            notes.add(words.say("material.no-history"));
        }
        return said;
    }

    /** The thread's messages before this one since Parley's last one, the newest of them. */
    private List<SlackMessage> thread(SlackMessage message) throws SlackCallException {
        Deque<SlackMessage> said = new ArrayDeque<>();
        @Nullable String cursor = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            ConversationsRepliesResponse answer = replies(message, cursor);
            for (JsonNode each : read(answer)) {
                SlackMessage written = SlackMessage.of(each, message.channel(), message.place());
                if (self.wrote(written)) {
                    said.clear();
                } else if (written.isWritten() && written.writtenAt().isBefore(message.writtenAt())) {
                    said.addLast(written);
                    if (said.size() > LONGEST_THREAD) {
                        said.removeFirst();
                    }
                }
            }
            cursor = answer.getResponseMetadata() == null
                    ? null
                    : answer.getResponseMetadata().getNextCursor();
            if (cursor == null || cursor.isEmpty() || !answer.isHasMore()) {
                break;
            }
        }
        return List.copyOf(said);
    }

    private JsonNode read(ConversationsRepliesResponse answer) {
        try {
            return json.readTree(gson.toJson(answer.getMessages()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what Gson writes is JSON", e);
        }
    }

    private ConversationsRepliesResponse replies(SlackMessage message, @Nullable String cursor)
            throws SlackCallException {
        return web.call(
                Methods.CONVERSATIONS_REPLIES,
                client -> client.conversationsReplies(ask -> ask.channel(message.channel())
                        .ts(message.root())
                        .latest(message.ts())
                        .limit(PAGE)
                        .cursor(cursor)));
    }

    @Override
    public void close() {
        attachments.close();
    }
}
