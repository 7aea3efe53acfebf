<?php
// Installs the site, makes users, and prints the application password of each as JSON.
define('WP_INSTALLING', true);
function wp_mail() { return true; }
function wp_new_blog_notification() {}
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Avisen', 'admin', 'admin@avis.example', true, '', wp_generate_password());
update_option('permalink_structure', '/%postname%/');
update_option('timezone_string', 'Europe/Oslo');
switch_theme('plain');
$passwords = [];
foreach (['editor', 'author', 'contributor'] as $role) {
    $id = wp_insert_user(['user_login' => "news-$role", 'user_pass' => wp_generate_password(),
                          'user_email' => "$role@avis.example", 'role' => $role]);
    [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'awards']);
    $passwords["news-$role"] = WP_Application_Passwords::chunk_password($password);
}
echo json_encode($passwords);
