/**
 * The bot's side of the engine's protocol: a blocking generation over LangChain4j's streaming model, exact token counts,
 * and the transport beneath them, which ends every stream honestly. It knows an engine only by an
 * {@link dev.parley.engine.client.EngineEndpoint}; how that engine is kept alive belongs to the supervisor, and nothing
 * here touches native code.
 */
@NullMarked
package dev.parley.engine.client;

import org.jspecify.annotations.NullMarked;
