<!doctype html>
<html <?php language_attributes(); ?>>
<head><?php wp_head(); ?></head>
<body>
<?php while (have_posts()) : the_post(); ?>
<article><h1><?php the_title(); ?></h1><?php the_post_thumbnail(); ?><?php the_content(); ?></article>
<?php endwhile; wp_footer(); ?>
</body>
</html>
