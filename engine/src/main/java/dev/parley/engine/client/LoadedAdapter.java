package dev.parley.engine.client;

/**
 * A LoRA adapter that an engine has loaded.
 *
 * @param id which requests name it by; of this engine process alone
 * @param path the file as the engine was told it; empty where it does not say
 * @param sha256 of the file's bytes, 64 lower-case hexadecimal digits; empty where the engine does not say, as
 *     llama-server
 */
public record LoadedAdapter(int id, String path, String sha256) {}
