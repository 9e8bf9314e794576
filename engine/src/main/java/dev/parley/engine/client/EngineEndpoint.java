package dev.parley.engine.client;

import java.net.URI;
import java.util.Objects;

/** Where the engine is now. Asked before every request, because an engine that was restarted has another port and token. */
@FunctionalInterface
public interface EngineEndpoint {

    /**
     * The engine's present address.
     *
     * @return the address; never blocks
     * @throws EngineException.Lost if there is no engine at the moment
     */
    Address address();

    /**
     * An address with the key to it.
     *
     * @param base scheme, host and port, without a trailing slash: {@code http://127.0.0.1:41234}
     * @param token the bearer token that the engine expects
     */
    record Address(URI base, String token) {

        /** Refuses nulls. */
        public Address {
            Objects.requireNonNull(base, "base");
            Objects.requireNonNull(token, "token");
        }

        /** The address alone: a token must never reach a log. */
        @Override
        public String toString() {
            return base.toString();
        }
    }
}
