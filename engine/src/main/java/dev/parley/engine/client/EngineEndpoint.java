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
     * @param base scheme, host and port, without a trailing slash: {@code http://127.0.0.1:41234}; a path before
     *     {@code /v1} too, where there is one
     * @param token the bearer token that the engine expects; empty where it expects none
     * @param features what answers there
     */
    record Address(URI base, String token, EngineFeatures features) {

        /** The address of Parley's own engine. */
        public Address(URI base, String token) {
            this(base, token, EngineFeatures.PARLEY);
        }

        /** Refuses nulls. */
        public Address {
            Objects.requireNonNull(base, "base");
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(features, "features");
        }

        /** The address alone: a token must never reach a log. */
        @Override
        public String toString() {
            return base.toString();
        }
    }
}
