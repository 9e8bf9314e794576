package dev.parley.bot.platform;

/**
 * Shows messages at one place of a platform and changes them afterwards. Calls block and come one at a time for each
 * reply; a slow platform holds up that reply alone.
 */
public interface Transport {
    /**
     * Posts a message.
     *
     * @param part 0 for the reply's first message; posting the same part of the same reply twice shows it once
     * @param shown what it says
     * @return the platform's id of it
     * @throws TransportException if it is not there
     */
    String create(int part, Shown shown) throws TransportException;

    /**
     * Changes a message.
     *
     * @param messageId as {@link #create} gave it
     * @param shown what it says now
     * @throws TransportException if it is as before
     */
    void edit(String messageId, Shown shown) throws TransportException;
}
