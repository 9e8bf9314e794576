package dev.parley.bot.attachment;

import java.net.URI;

/** What came of fetching a file. */
sealed interface Fetched {
    /** All of it. */
    record Body(byte[] bytes) implements Fetched {}

    /** It lies elsewhere. */
    record Moved(URI location) implements Fetched {}

    /** It is longer than was allowed, by its head or by its body. */
    record TooLarge() implements Fetched {}

    /** A page came where none was asked for: most often one to sign in on. */
    record Page() implements Fetched {}

    /** The server answered with this status. */
    record Refused(int status) implements Fetched {}

    /** Its address is not one of those that are asked. */
    record Foreign() implements Fetched {}

    /** It did not come in time. */
    record Slow() implements Fetched {}

    /** The connection broke, or was never made. */
    record Broken(Throwable cause) implements Fetched {}

    /** Nobody wants it any more. */
    record Cancelled() implements Fetched {}
}
