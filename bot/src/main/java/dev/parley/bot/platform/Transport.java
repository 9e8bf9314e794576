package dev.parley.bot.platform;

import dev.parley.bot.platform.ChannelPacer.Write;
import dev.parley.persistence.Delivery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows messages at one place of a platform and changes them afterwards. Calls block and come one at a time for each
 * reply; a slow platform holds up that reply alone.
 */
public interface Transport {
    /**
     * Stands in line for the next write, which is to follow when its turn has come.
     *
     * @param write what is to be done
     * @param messageId the message that is changed or removed; null for a new one
     * @param shown what it is to say, as far as that is known by now; null for one that is removed
     * @param last whether the reply, or this message of it, ends with it
     * @return the place in line, to be closed when the write is over
     */
    Ticket queue(Write write, @Nullable String messageId, @Nullable Shown shown, boolean last);

    /**
     * Posts a message.
     *
     * @param number 0 for the reply's first message; posting the same number of the same reply twice shows it once
     * @param shown what it says
     * @return the platform's id of it
     * @throws TransportException if it is not there
     */
    String create(int number, Shown shown) throws TransportException;

    /**
     * Changes a message.
     *
     * @param messageId as {@link #create} gave it
     * @param shown what it is to say
     * @return what it says now: the same, or less where the platform takes it in several writes, which go on from there
     * @throws TransportException if it is as before
     */
    Shown edit(String messageId, Shown shown) throws TransportException;

    /**
     * How long a message may stay as it is; then it is to be {@linkplain #edit changed} even if it says the same.
     *
     * @param messageId as {@link #create} gave it
     * @return nanoseconds; 0 or less: no longer; {@link Long#MAX_VALUE}: for ever
     */
    default long freshFor(String messageId) {
        return Long.MAX_VALUE;
    }

    /** Nothing more will be written. */
    default void over() {}

    /**
     * Changes a message and puts a file under it, in place of one that is there.
     *
     * @param messageId as {@link #create} gave it
     * @param shown what it is to say
     * @param name the file's name
     * @param content what is in it
     * @return what it says now, as with {@link #edit}; the file comes with the last of the writes
     * @throws TransportException if the file is not there
     */
    Shown attach(String messageId, Shown shown, String name, String content) throws TransportException;

    /**
     * Removes a message.
     *
     * @param messageId as {@link #create} gave it
     * @throws TransportException if it is still there
     */
    void delete(String messageId) throws TransportException;

    /**
     * Says something to who asked, alone and in another place: where they asked, nothing can be shown any longer.
     *
     * @param words what to say
     * @throws TransportException if they cannot be reached
     */
    void tell(String words) throws TransportException;

    /**
     * Takes over what an earlier run began, before anything else is done.
     *
     * @param deliveries the messages that are known to show the reply
     * @return the ids of its messages, in order
     */
    default List<String> adopt(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::messageId).toList();
    }
}
