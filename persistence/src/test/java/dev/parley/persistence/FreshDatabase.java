package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a {@link Database} on a file of its own, and fails it when it left a connection open. */
final class FreshDatabase implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(FreshDatabase.class);

    private record Open(Path folder, Database database) {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Database.class;
    }

    @Override
    public Database resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(STORE)
                .computeIfAbsent(Open.class, _ -> open(), Open.class)
                .database();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        var open = context.getStore(STORE).remove(Open.class, Open.class);
        if (open == null) {
            return;
        }
        try {
            assertThat(open.database().connectionsInUse())
                    .as("connections left open")
                    .isZero();
        } finally {
            open.database().close();
            delete(open.folder());
        }
    }

    private static Open open() {
        try {
            var folder = Files.createTempDirectory("parley-test");
            return new Open(folder, Database.open(folder.resolve("parley.mv.db")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
