package dev.parley.engine.core;

import static java.util.Objects.requireNonNull;

import dev.parley.engine.llama.LlamaException;
import dev.parley.engine.llama.LlamaModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template, taken apart: what the template itself writes, and where the messages' texts go. The template
 * is rendered with place holders, so that no text of a person is ever in what is searched for control tokens.
 */
public final class ChatTemplate {
    /** A piece of a rendered conversation. */
    sealed interface Part {
        /** Words of the template. */
        record Literal(String text) implements Part {}

        /** A control token that the template writes. */
        record Control(int token) implements Part {}

        /** The text of a message; some templates strip white space around it. */
        record Content(int message, boolean stripped) implements Part {}
    }

    // Private use, so that no template writes them; tabs, because templates that strip take them away.
    private static final String PAD = "\t\t";
    private static final char OPEN = '\uE000';
    private static final char CLOSE = '\uE001';

    private final LlamaModel model;
    private final String template;
    private final Map<String, Integer> markers;
    private final Map<String, List<Part>> split = new ConcurrentHashMap<>();
    /** Markers that the model's maker added as ordinary tokens: they would become tokens in a person's text too. */
    private final List<String> userDefinedMarkers = new ArrayList<>();

    /**
     * Prepares a template.
     *
     * @param model the model
     * @param template the template's source from the model file, or the name of a known one; null if the file has none
     * @throws LlamaException if llama.cpp does not know it: refused, because a guessed template gives nonsense
     */
    public ChatTemplate(LlamaModel model, @Nullable String template) {
        if (template == null) {
            throw new LlamaException("This model file has no chat template, so it is probably no chat model. If it is"
                    + " one, name its format in engine.chat-template, for example: chatml.");
        }
        this.model = model;
        this.template = template;
        try {
            model.applyTemplate(template, List.of("user"), List.of("x"), true);
        } catch (LlamaException e) {
            throw new LlamaException(
                    "llama.cpp b4916 does not know this model's chat template. Name the format that the model was"
                            + " trained on in engine.chat-template, for example: chatml, llama3, gemma, mistral-v3.",
                    e);
        }
        markers = markers(model);
        String sample = render(
                List.of(Message.Role.SYSTEM, Message.Role.USER, Message.Role.ASSISTANT, Message.Role.USER), true);
        for (Part part : parts(sample)) {
            if (part instanceof Part.Control(int token) && (model.attributes(token) & LlamaModel.CONTROL) == 0) {
                userDefinedMarkers.add(model.text(token));
            }
        }
    }

    /**
     * Lays out a conversation.
     *
     * @param messages at least one; an assistant's message at the end is left open, to be continued
     * @return the parts in order
     * @throws IllegalArgumentException if the template has no place for one of the messages
     */
    List<Part> layOut(List<Message> messages) {
        List<Message.Role> roles = messages.stream().map(Message::role).toList();
        boolean open = roles.getLast() == Message.Role.ASSISTANT;
        List<Part> parts = parts(render(roles, !open));
        List<Integer> contents = parts.stream()
                .filter(Part.Content.class::isInstance)
                .map(part -> ((Part.Content) part).message())
                .toList();
        if (!contents.equals(IntStream.range(0, messages.size()).boxed().toList())) {
            throw new IllegalArgumentException(
                    "This model's chat template leaves out or reorders messages of this conversation" + " (roles: "
                            + roles + ").");
        }
        return open ? parts.subList(0, lastContent(parts) + 1) : parts;
    }

    /**
     * What stands between a reply and the text of the next message, as the template usually has it: the conversation's own
     * messages may make it write something else.
     *
     * @return nothing where the template has no place for both
     */
    List<Part> betweenReplyAndMessage() {
        List<Part> parts = parts(render(List.of(Message.Role.USER, Message.Role.ASSISTANT, Message.Role.USER), false));
        int end = lastContent(parts);
        List<Part> before = parts.subList(0, end);
        return before.stream().noneMatch(Part.Content.class::isInstance)
                ? List.of()
                : before.subList(lastContent(before) + 1, end);
    }

    /** Markers of the template that would become tokens even in a person's text. */
    List<String> userDefinedMarkers() {
        return List.copyOf(userDefinedMarkers);
    }

    private String render(List<Message.Role> roles, boolean addAssistant) {
        List<String> contents = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            contents.add(PAD + OPEN + i + CLOSE + PAD);
        }
        return model.applyTemplate(
                template, roles.stream().map(Message.Role::templateName).toList(), contents, addAssistant);
    }

    private List<Part> parts(String rendered) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int open = rendered.indexOf(OPEN); open >= 0; open = rendered.indexOf(OPEN, from)) {
            int close = rendered.indexOf(CLOSE, open);
            boolean padded = rendered.startsWith(PAD, open - PAD.length()) && rendered.startsWith(PAD, close + 1);
            parts.addAll(split.computeIfAbsent(
                    rendered.substring(from, padded ? open - PAD.length() : open), this::splitAtMarkers));
            parts.add(new Part.Content(Integer.parseInt(rendered.substring(open + 1, close)), !padded));
            from = padded ? close + 1 + PAD.length() : close + 1;
        }
        parts.addAll(split.computeIfAbsent(rendered.substring(from), this::splitAtMarkers));
        return parts;
    }

    private List<Part> splitAtMarkers(String literal) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < literal.length(); at++) {
            String marker = markerAt(literal, at);
            if (marker != null) {
                if (at > from) {
                    parts.add(new Part.Literal(literal.substring(from, at)));
                }
                parts.add(new Part.Control(requireNonNull(markers.get(marker))));
                from = at + marker.length();
                at = from - 1;
            }
        }
        if (from < literal.length()) {
            parts.add(new Part.Literal(literal.substring(from)));
        }
        return parts;
    }

    private @Nullable String markerAt(String literal, int at) {
        return markers.keySet().stream()
                .filter(marker -> literal.startsWith(marker, at))
                .max(Comparator.comparingInt(String::length))
                .orElse(null);
    }

    private static int lastContent(List<Part> parts) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Part.Content) {
                return i;
            }
        }
        throw new IllegalStateException("a conversation has at least one message");
    }

    /** Every token that is no ordinary text, by its spelling. */
    private static Map<String, Integer> markers(LlamaModel model) {
        Map<String, Integer> markers = new HashMap<>();
        for (int token = 0; token < model.vocabularySize(); token++) {
            if ((model.attributes(token) & (LlamaModel.CONTROL | LlamaModel.USER_DEFINED)) != 0) {
                String text = model.text(token);
                // Some vocabularies list runs of spaces or line ends here: those are text, not markers.
                if (!text.isBlank()) {
                    markers.put(text, token);
                }
            }
        }
        return markers;
    }
}
