package dev.parley.engine.models;

import java.io.IOException;
import java.util.function.Consumer;

/** Whether a file that a source delivered may be installed: the right checksum, and a model that Parley can run. */
final class DeliveryCheck implements Downloads.Check {

    private final String name;
    private final Expected expected;
    private final PartialFile part;
    private final Consumer<PullEvent> events;
    private String sha256 = "";

    DeliveryCheck(String name, Expected expected, PartialFile part, Consumer<PullEvent> events) {
        this.name = name;
        this.expected = expected;
        this.part = part;
        this.events = events;
    }

    /** The checksum of the file that was accepted. */
    String sha256() {
        return sha256;
    }

    @Override
    public void accept(ModelSource source, Fetched fetched) throws SourceException, InterruptedException {
        sha256 = computed();
        String wanted = expected.sha256() == null ? fetched.sha256() : expected.sha256();
        if (wanted != null && !wanted.equals(sha256)) {
            part.delete();
            throw SourceException.lasting("what it sent is damaged or another file: its sha256 is %s instead of %s"
                    .formatted(sha256, wanted));
        }
        try {
            GgufFile.read(part.path());
        } catch (ModelFileException e) {
            part.delete();
            String why = String.valueOf(e.getMessage()).replace(part.path().toString(), "the file");
            throw SourceException.lasting("what it sent cannot be used: " + why.replaceFirst("\\.$", ""), e);
        }
    }

    private String computed() throws InterruptedException {
        long size = part.size();
        try {
            return Sha256.of(part.path(), done -> events.accept(new PullEvent.Checking(name, done, size)));
        } catch (IOException e) {
            throw FileTrouble.reading(part.path(), e);
        }
    }
}
