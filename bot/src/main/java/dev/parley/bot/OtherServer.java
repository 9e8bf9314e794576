package dev.parley.bot;

import dev.parley.bot.bench.BenchServer;
import dev.parley.bot.cli.CommandFailure;
import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.cli.Start;
import dev.parley.bot.config.SafeAddress;
import dev.parley.engine.client.EngineClient;
import dev.parley.engine.client.EngineEndpoint;
import dev.parley.engine.client.EngineException;
import dev.parley.engine.client.FeatureProbe;
import dev.parley.engine.client.TransportLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The server that {@code bench --against} names: is it there, does it let us in, which model does it have? */
final class OtherServer {
    /** Where its token may stand beside a file. Never on the command line, which everybody on the machine can read. */
    private static final String TOKEN = "PARLEY_BENCH_API_KEY";

    private static final FeatureProbe.Words WORDS =
            new FeatureProbe.Words("--against", "--against-model", "--api-key-file or " + TOKEN);

    private final Start start;
    private final String url;
    private final @Nullable String model;
    private final @Nullable Path keyFile;

    OtherServer(Start start, String url, @Nullable String model, @Nullable Path keyFile) {
        this.start = start;
        this.url = url;
        this.model = model;
        this.keyFile = keyFile;
    }

    /**
     * Looks at it and has it answer once.
     *
     * @param closer ends the connection
     * @throws CommandFailure if it cannot be measured, with the way out
     */
    BenchServer open(Closer closer, TransportLimits limits) {
        SafeAddress.wrong(url, "https", "http").ifPresent(wrong -> {
            throw new CommandFailure(ExitCode.USAGE, "--against: " + url + " " + wrong);
        });
        URI base = FeatureProbe.base(URI.create(url));
        try (FeatureProbe probe = new FeatureProbe(base, token(), WORDS)) {
            EngineEndpoint.Address address = new EngineEndpoint.Address(base, token(), probe.probe(model));
            return BenchServer.of("other", closer.add(new EngineClient(() -> address, limits, System::nanoTime)));
        } catch (EngineException.Lost e) {
            throw new CommandFailure(
                    ExitCode.ENGINE,
                    "Nothing answers at %s (%s). Start the server, or check the address.".formatted(url, said(e)));
        } catch (EngineException e) {
            throw new CommandFailure(ExitCode.ENGINE, said(e));
        }
    }

    private static String said(EngineException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private String token() {
        if (keyFile == null) {
            return start.environment().getOrDefault(TOKEN, "");
        }
        try (var lines = Files.lines(keyFile)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "--api-key-file: " + keyFile + " is empty"));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--api-key-file: " + keyFile + " cannot be read ("
                            + e.getClass().getSimpleName() + ")");
        }
    }
}
