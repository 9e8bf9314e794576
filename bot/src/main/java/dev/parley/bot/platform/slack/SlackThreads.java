package dev.parley.bot.platform.slack;

import com.slack.api.util.thread.ExecutorServiceProvider;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The threads of Slack's library, which would make pools of its own and never end them: virtual, and ended with it. */
final class SlackThreads implements ExecutorServiceProvider, AutoCloseable {
    private final List<ExecutorService> made = new CopyOnWriteArrayList<>();

    @Override
    public ExecutorService createThreadPoolExecutor(String threadGroupName, int poolSize) {
        return kept(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(threadGroupName + "-", 0).factory()));
    }

    @Override
    public ScheduledExecutorService createThreadScheduledExecutor(String threadGroupName) {
        return kept(Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name(threadGroupName).factory()));
    }

    private <E extends ExecutorService> E kept(E executor) {
        made.add(executor);
        return executor;
    }

    /** Begins nothing any more; what runs is not interrupted, as it may touch the database. */
    @Override
    public void close() {
        made.forEach(ExecutorService::shutdown);
    }
}
