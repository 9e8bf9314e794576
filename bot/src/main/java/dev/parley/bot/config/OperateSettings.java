package dev.parley.bot.config;

/**
 * Where {@code parley run} says how it is: health and metrics, over HTTP.
 *
 * @param address the interface; loopback unless somebody writes down another one
 * @param port where; 0: nowhere
 */
public record OperateSettings(
        @Setting(
                value = "interface of health and metrics; off 127.0.0.1 everybody who reaches it can read them",
                fallback = "127.0.0.1",
                min = 1,
                max = 255)
        String address,

        @Setting(value = "port of health and metrics; 0: none", fallback = "9464", max = 65_535)
        int port) {}
