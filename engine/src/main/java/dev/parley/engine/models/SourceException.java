package dev.parley.engine.models;

import org.jspecify.annotations.Nullable;

/** One source has failed: a clause for a list of them. The next source may do better. */
final class SourceException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean worthRetrying;

    private SourceException(String message, boolean worthRetrying, @Nullable Throwable cause) {
        super(message, cause);
        this.worthRetrying = worthRetrying;
    }

    /** It will not get better by trying again. */
    static SourceException lasting(String why) {
        return new SourceException(why, false, null);
    }

    /** It will not get better by trying again. */
    static SourceException lasting(String why, Throwable cause) {
        return new SourceException(why, false, cause);
    }

    /** It may get better soon. */
    static SourceException passing(String why) {
        return new SourceException(why, true, null);
    }

    /** It may get better soon. */
    static SourceException passing(String why, Throwable cause) {
        return new SourceException(why, true, cause);
    }

    /** Whether the same source should be asked again. */
    boolean isWorthRetrying() {
        return worthRetrying;
    }
}
