package dev.parley.engine.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a generation said. */
final class Recorder implements GenerationListener {

    final List<String> deltas = new CopyOnWriteArrayList<>();
    final List<String> progress = new CopyOnWriteArrayList<>();

    @Override
    public void progress(int done, int cached, int total) {
        progress.add(done + "/" + cached + "/" + total);
    }

    @Override
    public void text(String delta) {
        deltas.add(delta);
    }

    String text() {
        return String.join("", deltas);
    }
}
