package dev.parley.bot.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record component a setting. Its key is the component's name in kebab-case below its section's, and its type
 * says how it is read: {@code int}, {@code long}, {@code double}, {@code boolean}, their boxes, {@link String},
 * {@link java.nio.file.Path}, {@link ByteSize}, {@link Secret}, an enum (written in lower case), or a
 * {@link java.util.List} or {@link java.util.Set} of texts: in the file a list or one value, elsewhere with commas
 * between them. A component that is a record itself is a section and carries no annotation.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** What it is for, in one line. */
    String value();

    /**
     * The value when none is given, as a person would write it; empty: none, and the component is nullable, or an empty
     * list.
     */
    String fallback() default "";

    /** The least that is allowed: of a number its value, of a size its bytes, of a text its length. */
    double min() default 0;

    /** The most that is allowed, counted like {@link #min()}. */
    double max() default 1e15;

    /** What a text, or each text of a list, has to look like. */
    Form form() default Form.ANY;

    /** What a number counts, in the plural: "tokens"; empty where it counts nothing. */
    String unit() default "";

    /** What a person might write where there is no fallback, for the example file; of a secret it is made up. */
    String example() default "";

    /**
     * Whether {@code parley reload} changes it at once. Where it says no, a restart is needed; whoever says yes hands the
     * setting on as something that is asked each time.
     */
    boolean live() default false;
}
