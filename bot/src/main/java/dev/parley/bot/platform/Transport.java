package dev.parley.bot.platform;

/**
 * Shows messages at one place of a platform and changes them afterwards. Calls block and come one at a time for each
 * reply; a slow platform holds up that reply alone.
 */
public interface Transport {
    /** Who gives out the pace for the next write. It may be another one later, when the reply has to go on elsewhere. */
    ChannelPacer pacer();

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
     * @param shown what it says now
     * @throws TransportException if it is as before
     */
    void edit(String messageId, Shown shown) throws TransportException;

    /**
     * Changes a message and puts a file under it, in place of one that is there.
     *
     * @param messageId as {@link #create} gave it
     * @param shown what it says now
     * @param name the file's name
     * @param content what is in it
     * @throws TransportException if the message is as before
     */
    void attach(String messageId, Shown shown, String name, String content) throws TransportException;

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
}
