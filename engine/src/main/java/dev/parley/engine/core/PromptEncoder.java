package dev.parley.engine.core;

import dev.parley.engine.core.ChatTemplate.Part;
import dev.parley.engine.core.RememberedReplies.Reply;
import dev.parley.engine.llama.LlamaModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into token ids. It cuts only at control tokens: the template's words, a person's text and the words
 * after it are one piece, tokenised so that no spelling in it becomes a control token. Joined, that equals the official
 * rendering tokenised whole (cutting finer does not, on half of the vocabularies).
 */
public final class PromptEncoder {
    private final LlamaModel model;
    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final RememberedReplies replies;
    private final int beginningOfSequence;
    private final int context;
    private final int[] afterReply;

    /**
     * Creates the encoder.
     *
     * @param model the model
     * @param tokenizer its tokenizer
     * @param template its chat template
     * @param replies what was generated before
     * @param context tokens a conversation, the reply included
     */
    PromptEncoder(
            LlamaModel model, Tokenizer tokenizer, ChatTemplate template, RememberedReplies replies, int context) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.template = template;
        this.replies = replies;
        this.beginningOfSequence = model.beginningOfSequence();
        this.context = context;
        afterReply = afterReply();
    }

    private int[] afterReply() {
        Pieces pieces = new Pieces();
        for (Part part : template.betweenReplyAndMessage()) {
            switch (part) {
                case Part.Literal(String text) -> pieces.text.append(text);
                case Part.Control(int token) -> pieces.control(token);
                case Part.Content _ -> throw new IllegalStateException("nothing said is between two messages");
            }
        }
        pieces.flush();
        return pieces.ids.toArray();
    }

    /**
     * Encodes a conversation.
     *
     * @param messages at least one; an assistant's message at the end is continued
     * @param cacheKey the conversation, whose generated replies keep their tokens; null for none
     * @return the prompt, of any length that can be tokenised
     * @throws PromptTooLongException if a message is far too long for the context, with its tokens as counted in parts
     */
    public Prompt encode(List<Message> messages, @Nullable String cacheKey) {
        refuseHuge(messages);
        Pieces pieces = new Pieces();
        if (beginningOfSequence >= 0) {
            pieces.ids.add(beginningOfSequence);
        }
        int[] ends = new int[messages.size()];
        int message = -1;
        int lastControl = pieces.ids.size();
        Reply continued = null;
        for (Part part : template.layOut(messages)) {
            switch (part) {
                case Part.Literal(String text) -> pieces.text.append(text);
                case Part.Control(int token) -> {
                    if (token != beginningOfSequence || message >= 0) {
                        lastControl = pieces.control(token);
                    }
                }
                case Part.Content(int index, boolean stripped) -> {
                    if (index > 0) {
                        ends[index - 1] = Math.max(lastControl, index > 1 ? ends[index - 2] : 0);
                    }
                    message = index;
                    Message next = messages.get(index);
                    String text = stripped ? next.content().strip() : next.content();
                    Optional<Reply> known = remembered(next, text, cacheKey);
                    known.ifPresentOrElse(reply -> pieces.tokens(reply.ids()), () -> pieces.content(text));
                    continued = index == messages.size() - 1 ? known.orElse(null) : null;
                }
            }
        }
        pieces.flush();
        boolean open = messages.getLast().role() == Message.Role.ASSISTANT;
        ends[message] = open ? pieces.ids.size() : lastControl;
        return new Prompt(
                pieces.ids.toArray(),
                differences(ends),
                messages.getFirst().role() == Message.Role.SYSTEM ? ends[0] : 0,
                !open,
                continued,
                afterReply);
    }

    /**
     * Writes a conversation out as the template does, for people and for other programs. It is not what the model reads:
     * there, a marker that a person typed is no control token, and here nobody can tell the two apart.
     *
     * @param messages at least one; an assistant's message at the end is continued
     * @return the text; it names the beginning of the sequence only where the template does
     */
    public String render(List<Message> messages) {
        StringBuilder text = new StringBuilder();
        for (Part part : template.layOut(messages)) {
            switch (part) {
                case Part.Literal(String words) -> text.append(words);
                case Part.Control(int token) -> text.append(model.text(token));
                case Part.Content(int index, boolean stripped) -> {
                    String content = messages.get(index).content();
                    text.append(stripped ? content.strip() : content);
                }
            }
        }
        return text.toString();
    }

    /**
     * Encodes a text that is no conversation.
     *
     * @param text any text; no spelling in it becomes a control token
     * @return the prompt, after the model's token for the beginning of a text if it wants one
     * @throws PromptTooLongException if it is far too long for the context
     */
    public Prompt encode(String text) {
        if (text.length() > Tokenizer.LONGEST_PIECE) {
            throw new PromptTooLongException(tokenizer.count(text), context);
        }
        IntList ids = new IntList();
        if (beginningOfSequence >= 0) {
            ids.add(beginningOfSequence);
        }
        ids.addAll(tokenizer.tokenize(text));
        return Prompt.of(ids.toArray());
    }

    private Optional<Reply> remembered(Message message, String text, @Nullable String cacheKey) {
        return cacheKey == null || message.role() != Message.Role.ASSISTANT
                ? Optional.empty()
                : replies.find(cacheKey, text);
    }

    /** A megabyte of letters would overflow even the large stack; it cannot fit either, so counting is enough. */
    private void refuseHuge(List<Message> messages) {
        if (messages.stream().anyMatch(each -> each.content().length() > Tokenizer.LONGEST_PIECE)) {
            int tokens = messages.stream()
                    .mapToInt(each -> tokenizer.count(each.content()))
                    .sum();
            throw new PromptTooLongException(tokens, context);
        }
    }

    private static List<Integer> differences(int[] ends) {
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < ends.length; i++) {
            counts.add(ends[i] - (i == 0 ? 0 : ends[i - 1]));
        }
        return List.copyOf(counts);
    }

    /** Text that waits to be tokenised in one piece, and the ids so far. */
    private final class Pieces {
        private final IntList ids = new IntList();
        private final StringBuilder text = new StringBuilder();

        void flush() {
            if (!text.isEmpty()) {
                ids.addAll(tokenizer.tokenize(text.toString()));
                text.setLength(0);
            }
        }

        /** Answers where it stands. */
        int control(int token) {
            flush();
            ids.add(token);
            return ids.size() - 1;
        }

        void tokens(int[] known) {
            flush();
            ids.addAll(known);
        }

        /** A marker that is no control token would become one token in a person's text too: it is cut in two. */
        void content(String content) {
            int from = 0;
            for (int at = 0; at < content.length(); at++) {
                for (String marker : template.userDefinedMarkers()) {
                    if (content.startsWith(marker, at)) {
                        text.append(content, from, at + 1);
                        flush();
                        from = at + 1;
                        break;
                    }
                }
            }
            text.append(content, from, content.length());
        }
    }
}
