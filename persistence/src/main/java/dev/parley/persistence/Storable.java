package dev.parley.persistence;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/** What every string and every instant goes through on its way in, whichever statement binds it. */
final class Storable {
    private static final char REPLACEMENT = '\uFFFD';

    private Storable() {}

    /** PostgreSQL cannot hold U+0000, and no UTF-8 can hold half a surrogate pair: both become U+FFFD. */
    static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (unstorable(text, i)) {
                return replaced(text, i);
            }
        }
        return text;
    }

    private static String replaced(String text, int from) {
        var clean = text.toCharArray();
        for (int i = from; i < clean.length; i++) {
            if (unstorable(text, i)) {
                clean[i] = REPLACEMENT;
            }
        }
        return new String(clean);
    }

    private static boolean unstorable(String text, int i) {
        char c = text.charAt(i);
        if (!Character.isSurrogate(c)) {
            return c == 0;
        }
        return Character.isHighSurrogate(c)
                ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
                : i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
    }

    static final class Text extends AbstractArgumentFactory<String> {
        Text() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(String value, ConfigRegistry config) {
            return (position, statement, _) -> statement.setString(position, text(value));
        }
    }

    static final class Time extends AbstractArgumentFactory<Instant> {
        Time() {
            super(Types.TIMESTAMP_WITH_TIMEZONE);
        }

        @Override
        protected Argument build(Instant value, ConfigRegistry config) {
            var time = value.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
            return (position, statement, _) -> statement.setObject(position, time);
        }
    }
}
