import type { MapPage } from './page.ts'

/** How to get something done. */
export const DO: readonly MapPage[] = [
  {
    path: 'do/get-an-image', type: 'do',
    titles: { en: 'Five ways to get an image', ru: 'Пять способов получить образ', zh: '获得镜像的五种方式' },
    purpose: 'Choose between pull, build, commit, import and load.',
    claims: 'S012.5-9', runs: 'five-ways', needs: 'understand/what-an-image-is', next: 'do/pull',
  },
  {
    path: 'do/pull', type: 'do',
    titles: { en: 'Pull an image', ru: 'Скачать образ', zh: '拉取镜像' },
    purpose: 'Fetch an image by tag or digest and read the progress lines.',
    claims: 'S012.5 S3.1-3 S3.24', runs: 'pull-basic pull-digest pull-shared registry-faults', needs: 'do/get-an-image', next: 'do/list',
  },
  {
    path: 'do/list', type: 'do',
    titles: { en: 'List images', ru: 'Вывести список образов', zh: '列出镜像' },
    purpose: 'Read the table, choose the columns, filter it, and know what it leaves out.',
    claims: 'S012.58 S012.31 S3.4-5 S4.8-15 S4.19 S4.29', runs: 'images-list images-group build-steps', needs: 'do/pull', next: 'do/inspect',
  },
  {
    path: 'do/inspect', type: 'do',
    titles: { en: 'Inspect an image and use templates', ru: 'Посмотреть сведения об образе, шаблоны', zh: '查看镜像详情与使用模板' },
    purpose: 'Get one field, all fields, or an error you can read.',
    claims: 'S3.6-11 S4.20-26', runs: 'inspect-fields inspect-format', needs: 'do/list', next: 'do/build',
  },
  {
    path: 'do/build', type: 'do',
    titles: { en: 'Build an image', ru: 'Собрать образ', zh: '构建镜像' },
    purpose: 'Build, read the steps, use the cache, and see which images a build leaves.',
    claims: 'S012.6 S3.5 S3.38-39', runs: 'build-steps chmod-copies', needs: 'do/get-an-image', next: 'do/commit',
  },
  {
    path: 'do/commit', type: 'do',
    titles: { en: 'Commit a container', ru: 'Зафиксировать контейнер', zh: '提交容器' },
    purpose: 'Turn a container into an image and know what is in it and what is not.',
    claims: 'S012.7', runs: 'commit-basic', needs: 'do/get-an-image', next: 'do/import',
  },
  {
    path: 'do/import', type: 'do',
    titles: { en: 'Import a root file system', ru: 'Импортировать файловую систему', zh: '导入根文件系统' },
    purpose: 'Make a one-layer image from a tar archive and give it a command.',
    claims: 'S012.8', runs: 'import-basic', needs: 'do/get-an-image', next: 'do/save-and-load',
  },
  {
    path: 'do/save-and-load', type: 'do',
    titles: { en: 'Save and load', ru: 'Сохранить в архив и загрузить', zh: '保存与加载' },
    purpose: 'Carry images in an archive with names, layers and IDs intact.',
    claims: 'S012.9 S012.51', runs: 'save-load-roundtrip save-by-id load-basic', needs: 'do/get-an-image', next: 'do/tag',
  },
  {
    path: 'do/tag', type: 'do',
    titles: { en: 'Tag an image', ru: 'Присвоить тег', zh: '打标签' },
    purpose: 'Add, move and remove names without losing an image.',
    claims: 'S012.43-44 S4.18', runs: 'tag-basic tag-moves', needs: 'understand/tags-and-none', next: 'do/delete',
  },
  {
    path: 'do/delete', type: 'do',
    titles: { en: 'Delete an image', ru: 'Удалить образ', zh: '删除镜像' },
    purpose: 'Predict what `docker rmi` removes: the name, the image, the layers, or nothing.',
    claims: 'S3.12-17 S4.27-39 S012.59', runs: 'rmi-names rmi-in-use rmi-by-id-forced rmi-no-prune', needs: 'do/tag', next: 'do/prune',
  },
  {
    path: 'do/prune', type: 'do',
    titles: { en: 'Clean up with prune', ru: 'Очистить неиспользуемое', zh: '用 prune 清理' },
    purpose: 'Remove dangling or unused images, with filters, and know what stays.',
    claims: 'S3.18 S012.30 S012.34', runs: 'prune-kinds prune-chain', needs: 'do/delete', next: 'do/find-the-space',
  },
  {
    path: 'do/find-the-space', type: 'do',
    titles: { en: 'Find where the space went', ru: 'Найти, куда ушло место', zh: '找出空间去了哪里' },
    purpose: 'Use `docker system df`, sizes and the layer tree, and find what no command shows.',
    claims: 'S3.26-27 S4.42', runs: 'shared-layers unnamed-directories many-images disk-full-load', needs: 'do/prune', next: 'do/read-docker-info',
  },
  {
    path: 'do/read-docker-info', type: 'do',
    titles: { en: 'Read `docker info` line by line', ru: 'Прочитать `docker info` построчно', zh: '逐行读懂 `docker info`' },
    purpose: 'Explain each line of a recorded `docker info` of version 19.03.8 and what newer versions print.',
    claims: 'S4.6-7 S4.40-63', runs: 'docker-info', needs: 'do/list', next: 'do/schedule-clean-up',
  },
  {
    path: 'do/schedule-clean-up', type: 'do',
    titles: { en: 'Schedule clean-up without collisions', ru: 'Запускать очистку без столкновений', zh: '安排清理，避免冲突' },
    purpose: 'Put load, build and clean-up into one queue, and test the queue in the explorer.',
    claims: 'S012.10 S012.15 S012.30', runs: 'build-prune load-rmi', needs: 'understand/two-commands', next: 'do/check-an-image',
  },
  {
    path: 'do/check-an-image', type: 'do',
    titles: { en: 'Check that an image is whole', ru: 'Проверить целостность образа', zh: '检查镜像是否完整' },
    purpose: 'Make the engine read every byte of an image, and read the messages.',
    claims: 'S012.21-22 S012.25', runs: 'power-load damage-cache-file-changed check-every-image', needs: 'understand/metadata-and-data', next: 'do/recover-after-power-loss',
  },
  {
    path: 'do/recover-after-power-loss', type: 'do',
    titles: { en: 'Recover after a power loss', ru: 'Восстановиться после отключения питания', zh: '掉电后恢复' },
    purpose: 'From the first look to a working image, in the order that loses least.',
    claims: 'S012.17 S012.26-28', runs: 'power-load power-shared-layer power-load-during', needs: 'hazards/power-loss', next: 'do/repair-dangling-references',
  },
  {
    path: 'do/repair-dangling-references', type: 'do',
    titles: { en: 'Repair a name that points to nothing', ru: 'Исправить имя, которое никуда не ведёт', zh: '修复指向空处的名称' },
    purpose: 'Find a dangling reference and clear it without touching other images.',
    claims: 'S012.12', runs: 'load-rmi damage-repositories-stale', needs: 'hazards/load-and-remove', next: 'do/move-to-another-host',
  },
  {
    path: 'do/move-to-another-host', type: 'do',
    titles: { en: 'Move an image to another host', ru: 'Перенести образ на другой хост', zh: '把镜像搬到另一台主机' },
    purpose: 'Send an image over ssh and check beforehand that it will run there.',
    claims: 'S3.40 S3.46 S012.9', runs: 'wrong-architecture save-load-roundtrip', needs: 'do/save-and-load', next: 'do/partial-images',
  },
  {
    path: 'do/partial-images', type: 'do',
    titles: { en: 'Partial images on EulerOS', ru: 'Частичные образы в EulerOS', zh: 'EulerOS 的不完整镜像' },
    purpose: 'Build with `--no-parent`, run and combine partial images, and see why other Docker versions refuse.',
    claims: 'S012.35 S012.18', runs: 'partial-image no-parent-unknown power-combine', needs: 'understand/three-products', next: 'hazards/load-and-remove',
  },
]
