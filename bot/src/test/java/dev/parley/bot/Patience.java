package dev.parley.bot;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests wait for what is to come, and a busy machine may take its time: what never comes is found out later. */
public final class Patience implements BeforeAllCallback {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Override
    public void beforeAll(ExtensionContext test) {
        Awaitility.setDefaultTimeout(LONG);
    }
}
